using System.Reflection;
using Ballast.Domain;
using Ballast.Grains;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Books;
using Xunit;

namespace Ballast.Silo.Tests.Architecture;

public sealed class ContractAliasTests
{
    private static readonly Type[] Messages =
    [
        .. new[] { typeof(Instant).Assembly, typeof(IFeedGrain).Assembly, typeof(GrainServices).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)),
    ];

    private static readonly Type[] Contracts =
        [.. typeof(IFeedGrain).Assembly.GetTypes().Where(type => type.IsInterface && type.IsAssignableTo(typeof(IGrain)))];

    [Fact]
    public void There_are_messages_and_contracts_to_look_at()
    {
        Assert.Contains(typeof(MarketBatch), Messages);
        Assert.Contains(typeof(IOrderBookGrain), Contracts);
    }

    [Fact]
    public void Every_serialized_type_has_an_alias() =>
        Assert.Empty(Messages.Where(type => Alias(type) is null).Select(type => type.FullName));

    [Fact]
    public void Every_grain_contract_and_each_of_its_methods_has_an_alias()
    {
        Assert.Empty(Contracts.Where(type => Alias(type) is null).Select(type => type.FullName));
        Assert.Empty(Contracts.SelectMany(type => type.GetMethods())
            .Where(method => Alias(method) is null)
            .Select(method => $"{method.DeclaringType!.FullName}.{method.Name}"));
    }

    [Fact]
    public void No_alias_is_used_twice() =>
        Assert.Empty(Messages.Concat(Contracts)
            .GroupBy(type => Alias(type) ?? type.FullName, StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(type => type.FullName))}"));

    [Fact]
    public void No_method_alias_is_used_twice_in_a_contract() =>
        Assert.Empty(Contracts.SelectMany(type => type.GetMethods().GroupBy(Alias, StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .Select(group => $"{type.FullName}: {group.Key}")));

    private static string? Alias(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;
}
