using System.Collections.Concurrent;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Grains.Interfaces.Inventory;
using Orleans.Runtime;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>What single inventories answer when asked for a value of the past, instead of their own.</summary>
public sealed class PastValues : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, Func<Instant, decimal?, PnlAttribution?>> _answers = new(StringComparer.Ordinal);

    /// <summary>Values asked for, in order.</summary>
    public ConcurrentQueue<(string Instrument, Instant At)> Asked { get; } = [];

    /// <summary>Sets the answer for a time and a mark.</summary>
    public void Answer(InstrumentId instrument, Func<Instant, decimal?, PnlAttribution?> answer) => _answers[instrument.ToString()] = answer;

    public Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod.Name != nameof(IInventoryGrain.GetValuesAt)
            || !_answers.TryGetValue(context.TargetId.Key.ToString()!, out var answer))
        {
            return context.Invoke();
        }

        IReadOnlyList<PastPoint> points = (IReadOnlyList<PastPoint>)context.Request.GetArgument(1)!;
        context.Result = points.Select(Answer).ToArray();
        return Task.CompletedTask;

        PastValue Answer(PastPoint point)
        {
            Asked.Enqueue((context.TargetId.Key.ToString()!, point.At));
            return new(true, answer(point.At, point.Mark));
        }
    }
}
