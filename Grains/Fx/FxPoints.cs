using System.Collections.Concurrent;
using Ballast.Domain.Pnl.Fx;

namespace Ballast.Grains.Fx;

/// <summary>Closed minutes of rates that this silo has asked for. Safe for use from many threads.</summary>
public sealed class FxPoints(IGrainFactory grains, RateNeeds needs, TimeProvider time) : IFxPoints
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Minutes kept, those of a day. When it is full the cache is emptied.</summary>
    private const int Capacity = 1_440;

    private readonly ConcurrentDictionary<Instant, FxPoint> _closed = new();
    private readonly ConcurrentDictionary<Instant, Task<FxPoint>> _asked = new();

    /// <summary>Tells the FX grain which assets are converted.</summary>
    internal RateNeeds Needs { get; } = needs;

    /// <inheritdoc />
    /// <remarks>Callers that ask for one minute at the same time share one call.</remarks>
    public ValueTask<FxPoint> Get(Instant at)
    {
        var minute = FxPoint.MinuteOf(at);
        if (_closed.TryGetValue(minute, out var known))
        {
            return new(known);
        }

        var promise = new TaskCompletionSource<FxPoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = _asked.GetOrAdd(minute, promise.Task);
        if (asked == promise.Task)
        {
            // Not on the scheduler of the grain that happens to ask first, because others wait for the same answer.
            _ = Task.Run(() => Ask(minute, promise));
        }

        return new(asked);
    }

    private async Task Ask(Instant minute, TaskCompletionSource<FxPoint> promise)
    {
        try
        {
            var point = await grains.Fx().GetPoint(minute).WaitAsync(AnswerTimeout, time);
            if (point is { Closed: true, Awaited.Length: 0 })
            {
                if (_closed.Count >= Capacity)
                {
                    _closed.Clear();
                }

                _closed.TryAdd(point.Minute, point);
            }

            _asked.TryRemove(minute, out _);
            promise.SetResult(point);
        }
        catch (Exception e)
        {
            // Whatever failed is the callers' to judge.
            _asked.TryRemove(minute, out _);
            promise.TrySetException(e);
        }
    }
}
