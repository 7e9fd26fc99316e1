using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Ballast.Cluster.Tests.Fixture.Calls;

/// <summary>Portfolios that do not answer a request to store a member until they are let go.</summary>
public sealed class HeldPortfolios : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, Held> _held = new(StringComparer.Ordinal);

    /// <summary>Holds a portfolio.</summary>
    /// <returns>Completes when it has been asked to store a member.</returns>
    internal Task Hold(PortfolioId portfolio)
    {
        var held = _held[portfolio.Name] = new();
        return held.Asked.Task;
    }

    /// <summary>Lets a portfolio answer.</summary>
    /// <returns>Number of times it has been asked.</returns>
    internal int LetGo(PortfolioId portfolio)
    {
        _held.TryRemove(portfolio.Name, out var held);
        held!.Released.SetResult();
        return held.Calls;
    }

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod.Name == nameof(IPortfolioGrain.RecordMember) && _held.TryGetValue(context.TargetId.Key.ToString()!, out var held))
        {
            Interlocked.Increment(ref held.Calls);
            held.Asked.TrySetResult();
            await held.Released.Task;
        }

        await context.Invoke();
    }

    private sealed class Held
    {
        internal int Calls;

        internal TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
