using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Inventory.Positions;

/// <summary>What waits to be sent to one portfolio. Used under the lock of the outbox.</summary>
internal sealed class PortfolioBox
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>How long a portfolio may accept nothing before closed values are dropped.</summary>
    internal static readonly TimeSpan KeepsAll = TimeSpan.FromMinutes(2);

    /// <summary>How much of an instrument's newest closed values is kept then, as much as an inventory closes again after a move.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromMinutes(15);

    /// <summary>Maximum number of closed values kept then, over all instruments.</summary>
    internal const int MaxClosed = 100_000;

    private readonly Dictionary<InstrumentId, PositionPush> _pushes = [];
    private readonly Dictionary<InstrumentId, IPositionSource> _sources = [];
    private int _failures;
    private long _failingSince;

    /// <summary>The sending that is under way.</summary>
    internal Task InFlight { get; set; } = Task.CompletedTask;

    /// <summary>Completes when the inventories that did not answer in time have answered.</summary>
    internal Task Late { get; set; } = Task.CompletedTask;

    /// <summary>Number of the pause after a failure, during which nothing is sent; <see langword="null"/> when there is none.</summary>
    internal int? Pause { get; set; }

    /// <summary>Maximum size of a call, in the unit of <see cref="PushParts"/>.</summary>
    internal int MaxSize { get; private set; } = PushParts.MaxSize;

    /// <summary>Number of closed values dropped since the portfolio last accepted a call.</summary>
    internal long Dropped { get; private set; }

    internal bool IsEmpty => _pushes.Count == 0 && _sources.Count == 0;

    /// <summary>Adds a push. Of it and the waiting one of its instrument the newer stays, with the closed values and late events of both.</summary>
    internal void Put(PositionPush push)
    {
        if (!_pushes.TryGetValue(push.Instrument, out var waiting))
        {
            _pushes[push.Instrument] = push;
            return;
        }

        var isNewer = (push.Epoch, push.Version).CompareTo((waiting.Epoch, waiting.Version)) > 0;
        _pushes[push.Instrument] = isNewer ? push.After(waiting) : waiting.After(push);
    }

    /// <summary>Adds an inventory with a new position.</summary>
    internal void Put(IPositionSource source) => _sources[source.Instrument] = source;

    internal IPositionSource[] TakeSources() => Take(_sources);

    internal PositionPush[] TakePushes() => Take(_pushes);

    /// <summary>Records that the portfolio has accepted a call.</summary>
    internal void Succeeded() => (_failures, Dropped, Pause, MaxSize) = (0, 0, null, Math.Min(PushParts.MaxSize, MaxSize * 2));

    /// <summary>Records that it has not, and begins a pause. The next call is smaller, because the last one may have been too large.</summary>
    /// <returns>Length of the pause.</returns>
    internal TimeSpan Failed(TimeProvider time)
    {
        _failingSince = _failures == 0 ? time.GetTimestamp() : _failingSince;
        (Pause, MaxSize) = (++_failures, Math.Max(PushParts.LeastSize, MaxSize / 2));
        if (time.GetElapsedTime(_failingSince) >= KeepsAll)
        {
            DropOld();
        }

        return TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(_failures - 1, 10)));
    }

    /// <summary>Drops old closed values, so that a portfolio that fails for ever does not fill the memory. It values the days concerned later.</summary>
    private void DropOld()
    {
        foreach (var push in _pushes.Values.Where(push => push.Closed.Length > 0).ToArray())
        {
            var oldest = push.Closed[^1].At - Kept;
            var kept = Math.Min(push.Closed.Count(value => value.At > oldest), Math.Max(1, MaxClosed / _pushes.Count));
            Dropped += push.Closed.Length - kept;
            _pushes[push.Instrument] = push with { Closed = push.Closed[^kept..] };
        }
    }

    private static T[] Take<T>(Dictionary<InstrumentId, T> items)
    {
        T[] taken = [.. items.Values];
        items.Clear();
        return taken;
    }
}
