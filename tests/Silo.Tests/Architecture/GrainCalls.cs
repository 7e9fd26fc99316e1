using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans.Concurrency;

namespace Ballast.Silo.Tests.Architecture;

/// <summary>A call that a grain class makes, itself or through classes it uses.</summary>
/// <param name="Caller">The grain class.</param>
/// <param name="Method">The contract's method.</param>
/// <param name="Target">A grain class that implements the contract.</param>
internal sealed record GrainCall(Type Caller, MethodInfo Method, Type Target)
{
    /// <summary>Whether the call waits while its target is in the middle of another request.</summary>
    internal bool IsBlocking =>
        !Method.IsDefined(typeof(AlwaysInterleaveAttribute), inherit: false)
        && !Method.IsDefined(typeof(OneWayAttribute), inherit: false)
        && !Target.IsDefined(typeof(ReentrantAttribute), inherit: false)
        && !IsEnumeration;

    /// <summary>Orleans drives an enumeration through an extension of the grain that interleaves.</summary>
    private bool IsEnumeration =>
        Method.ReturnType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>);

    /// <inheritdoc />
    public override string ToString() => $"{Caller.Name} calls {Method.DeclaringType!.Name}.{Method.Name} of {Target.Name}";
}

/// <summary>Finds, in compiled code, which grain classes call which contracts.</summary>
/// <remarks>
/// From every method of a grain class the walk goes to each method named in it: calls, constructors, lambdas, local
/// functions, method groups, bodies of async methods and iterators, and every implementation of a virtual or interface
/// method, as far as they lie in the assemblies given. So a call counts as its grain's wherever it is made: in a shared
/// service that the grain uses, in a delegate it hands out, and also in work handed to <see cref="Task.Run(Action)"/>,
/// which is not on the grain's turn but may be awaited by it. That finds calls too many, never one too few, except what
/// travels otherwise: a stream's delivery is a request of its own that no publisher waits for, and code in other
/// assemblies is taken to call no grain.
/// </remarks>
internal sealed class GrainCalls
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private readonly Type[] _grains;
    private readonly Type[] _types;

    /// <summary>Prepares a walk.</summary>
    /// <param name="grains">The grain classes.</param>
    /// <param name="assemblies">Assemblies whose code is followed.</param>
    internal GrainCalls(IEnumerable<Type> grains, params Assembly[] assemblies)
    {
        this._grains = [.. grains];
        _types = [.. assemblies.SelectMany(assembly => assembly.GetTypes())];
    }

    /// <summary>Every call, once for each grain class that may answer it.</summary>
    internal IReadOnlyList<GrainCall> Find() =>
        [.. _grains.SelectMany(grain => ContractMethodsReachedFrom(grain)
            .SelectMany(method => _grains.Where(target => target.IsAssignableTo(method.DeclaringType!))
                .Select(target => new GrainCall(grain, method, target))))];

    private HashSet<MethodInfo> ContractMethodsReachedFrom(Type grain)
    {
        var found = new HashSet<MethodInfo>();
        var seen = new HashSet<MethodBase>();
        var open = new Stack<MethodBase>(MethodsOf(grain));
        while (open.TryPop(out var method))
        {
            if (!seen.Add(method))
            {
                continue;
            }

            foreach (var named in IlCode.MethodsNamedBy(method).Select(Definition))
            {
                if (named is MethodInfo call && IsContract(call.DeclaringType))
                {
                    found.Add(call);
                }
                else if (_types.Contains(named.DeclaringType))
                {
                    Targets(named).ForEach(open.Push);
                }
            }

            if (method.GetCustomAttribute<StateMachineAttribute>() is { } body)
            {
                MethodsOf(body.StateMachineType).ForEach(open.Push);
            }
        }

        return found;
    }

    private static bool IsContract(Type? type) => type is { IsInterface: true } && type.IsAssignableTo(typeof(IGrain));

    /// <summary>The method itself and whatever may run in its place.</summary>
    private List<MethodBase> Targets(MethodBase named)
    {
        List<MethodBase> targets = [named];
        if (named is MethodInfo { IsVirtual: true } declared)
        {
            targets.AddRange(_types.Where(type => !type.IsInterface && type.IsAssignableTo(declared.DeclaringType))
                .Select(type => Implementation(type, declared))
                .OfType<MethodInfo>());
        }

        return targets;
    }

    private static MethodInfo? Implementation(Type type, MethodInfo declared)
    {
        if (declared.DeclaringType!.IsInterface)
        {
            var map = type.GetInterfaceMap(declared.DeclaringType);
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, declared)];
        }

        return Array.Find(type.GetMethods(Declared), method => method.GetBaseDefinition() == declared.GetBaseDefinition());
    }

    private static List<MethodBase> MethodsOf(Type type) => [.. type.GetMethods(Declared), .. type.GetConstructors(Declared)];

    /// <summary>Without type arguments, so that a generic method is walked once.</summary>
    private static MethodBase Definition(MethodBase method)
    {
        var declaring = method.DeclaringType;
        var open = declaring is { IsConstructedGenericType: true }
            ? method.Module.ResolveMethod(method.MetadataToken)!
            : method;
        return open is MethodInfo { IsGenericMethod: true, IsGenericMethodDefinition: false } constructed
            ? constructed.GetGenericMethodDefinition()
            : open;
    }
}
