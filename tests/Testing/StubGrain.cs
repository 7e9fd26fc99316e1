using System.Reflection;
using Orleans;

namespace Ballast.Testing;

/// <summary>A grain of <see cref="StubGrains"/>.</summary>
public class StubGrain : DispatchProxy
{
    internal Func<string, object?[], object>? Answer { get; set; }

    /// <inheritdoc />
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Answer!(targetMethod!.Name, args!);
}
