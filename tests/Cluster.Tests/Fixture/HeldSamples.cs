using System.Collections.Concurrent;
using Ballast.Grains.Interfaces.Books;
using Orleans.Runtime;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>Counts computations of risk, and keeps single books from answering with their samples: for good, until they are let go, or by failing.</summary>
public sealed class HeldSamples : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _held = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _computations = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _met = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, bool> _empty = new(StringComparer.Ordinal);

    /// <summary>A book has no samples from now on.</summary>
    internal void Empty(InstrumentId instrument) => _empty[instrument.ToString()] = true;

    /// <summary>How often risk of a position in an instrument was computed.</summary>
    /// <remarks>
    /// Each computation asks the book once what it costs to close the position. Samples are asked for by others as well: by the
    /// inventory, for the mid of an old fill, and by forecasts.
    /// </remarks>
    internal int Computations(InstrumentId instrument) => _computations.GetValueOrDefault(instrument.ToString());

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
        if (context.InterfaceMethod.Name == nameof(IOrderBookGrain.GetAnalytics))
        {
            _computations.AddOrUpdate(context.TargetId.Key.ToString()!, 1, (_, count) => count + 1);
        }

        if (context.InterfaceMethod.Name == nameof(IOrderBookGrain.GetSamples))
        {
            var key = context.TargetId.Key.ToString()!;
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
