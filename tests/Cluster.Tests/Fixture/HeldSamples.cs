using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>Counts how often books are asked for samples, and keeps single ones from answering: for good, until they are let go, or by failing.</summary>
public sealed class HeldSamples : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _held = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _asked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _met = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, bool> _empty = new(StringComparer.Ordinal);

    /// <summary>A book has no samples from now on.</summary>
    internal void Empty(InstrumentId instrument) => _empty[instrument.ToString()] = true;

    /// <summary>How often a book was asked.</summary>
    internal int Asked(InstrumentId instrument) => _asked.GetValueOrDefault(instrument.ToString());

    /// <summary>Holds a book's next answers.</summary>
    /// <returns>Completes when it was asked.</returns>
    internal Task Hold(InstrumentId instrument)
    {
        _held[instrument.ToString()] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        return (_met[instrument.ToString()] = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(Waiting.Patience);
    }

    internal void LetGo(InstrumentId instrument, Exception? fault = null)
    {
        if (_held.TryRemove(instrument.ToString(), out var held))
        {
            _ = fault is null ? held.TrySetResult() : held.TrySetException(fault);
        }
    }

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod.Name == nameof(IOrderBookGrain.GetSamples))
        {
            var key = context.TargetId.Key.ToString()!;
            _asked.AddOrUpdate(key, 1, (_, count) => count + 1);
            if (_held.TryGetValue(key, out var held))
            {
                _met[key].TrySetResult();
                await held.Task;
            }
        }

        await context.Invoke();
        if (context.InterfaceMethod.Name == nameof(IOrderBookGrain.GetSamples) && _empty.ContainsKey(context.TargetId.Key.ToString()!))
        {
            context.Result = (SampleColumn)context.Result! with { Mids = [] };
        }
    }
}
