using System.Collections.Concurrent;
using Ballast.Grains.OrderBooks;
using Orleans.Runtime;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>Books that take nothing from their stream until they are let go.</summary>
public sealed class HeldBooks : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _held = new(StringComparer.Ordinal);

    internal void Hold(InstrumentId instrument) => _held[instrument.ToString()] = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal void LetGo(InstrumentId instrument)
    {
        if (_held.TryRemove(instrument.ToString(), out var held))
        {
            held.SetResult();
        }
    }

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        // Deliveries of a stream come as calls of an extension of the grain; its own contract is answered as ever.
        if (context.InterfaceMethod.DeclaringType!.Name == "IStreamConsumerExtension"
            && context.Grain is OrderBookGrain
            && _held.TryGetValue(context.TargetId.Key.ToString()!, out var held))
        {
            await held.Task;
        }

        await context.Invoke();
    }
}
