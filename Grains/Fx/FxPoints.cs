using System.Collections.Concurrent;
using Ballast.Domain.Pnl.Fx;

namespace Ballast.Grains.Fx;

/// <summary>Closed minutes of rates that this silo has asked for. Safe for use from many threads.</summary>
public sealed class FxPoints(IGrainFactory grains) : IFxPoints
{
    /// <summary>Minutes kept, those of a day. When it is full the cache is emptied.</summary>
    private const int Capacity = 1_440;

    private readonly ConcurrentDictionary<Instant, FxPoint> _closed = new();

    /// <inheritdoc />
    public ValueTask<FxPoint> Get(Instant at) =>
        _closed.TryGetValue(FxPoint.MinuteOf(at), out var known) ? new(known) : new(Ask(at));

    private async Task<FxPoint> Ask(Instant at)
    {
        var point = await grains.Fx().GetPoint(at);
        if (point.Closed)
        {
            if (_closed.Count >= Capacity)
            {
                _closed.Clear();
            }

            _closed.TryAdd(point.Minute, point);
        }

        return point;
    }
}
