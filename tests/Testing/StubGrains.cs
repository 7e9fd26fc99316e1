using System.Reflection;
using Orleans;

namespace Ballast.Testing;

/// <summary>A grain factory that answers every interface with the stub a test gave for it.</summary>
public class StubGrains : DispatchProxy
{
    private readonly Dictionary<Type, Func<string, object>> _stubs = [];

    /// <summary>A factory and the means to fill it.</summary>
    public static (IGrainFactory Factory, StubGrains Stubs) Create()
    {
        var factory = Create<IGrainFactory, StubGrains>();
        return (factory, (StubGrains)(object)factory);
    }

    /// <summary>Answers <typeparamref name="T"/> by key; only <paramref name="answer"/>'s methods are ever called.</summary>
    /// <param name="answer">Given the grain's key, the method's name and its arguments.</param>
    public void Add<T>(Func<string, string, object?[], object> answer)
        where T : class =>
        _stubs[typeof(T)] = key =>
        {
            var grain = DispatchProxy.Create<T, StubGrain>();
            ((StubGrain)(object)grain).Answer = (method, arguments) => answer(key, method, arguments);
            return grain;
        };

    /// <inheritdoc />
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod is { Name: "GetGrain", IsGenericMethod: true } && args?[0] is string key
            ? _stubs[targetMethod.GetGenericArguments()[0]](key)
            : throw new NotSupportedException(targetMethod?.ToString());
}
