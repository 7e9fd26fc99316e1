using Ballast.Domain.Pnl;
using Orleans.Storage;

namespace Ballast.Grains.Fx;

/// <summary>What the FX grain keeps over restarts besides its hours.</summary>
[GenerateSerializer, Alias("ballast.fx-grain-state")]
public sealed class FxGrainState
{
    /// <summary>Spot instruments it was told to take rates from.</summary>
    [Id(0)] public SortedSet<InstrumentId> Instruments { get; set; } = [];

    /// <summary>Number of the newest hour since the epoch that minutes were closed in; 0 while none was.</summary>
    [Id(1)] public long Hour { get; set; }

    /// <summary>Oldest hour kept.</summary>
    [Id(2)] public long OldestHour { get; set; }
}

/// <summary>The closed minutes of the FX grain and what is open: a minute is told only once it is stored.</summary>
/// <remarks>Writes come one after the other, reads at any time. Used on the grain's scheduler only.</remarks>
/// <param name="state">What is kept besides the hours.</param>
/// <param name="storage">Where the hours are.</param>
/// <param name="grain">Whose they are.</param>
/// <param name="preference">How rates are chosen.</param>
/// <param name="keepsAll">Whether no hour is dropped for its age: a recording is valued at its end, from its first minute on.</param>
internal sealed class FxHistory(IPersistentState<FxGrainState> state, IGrainStorage storage, GrainId grain, FxPreference preference, Func<bool> keepsAll) : IDisposable
{
    private const int HoursKept = 72;

    private readonly FxArchive _archive = new(storage, grain);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Queue<FxPoint> _unstored = new();
    private FxMinutes _minutes = new(preference);

    /// <summary>Newest minute that is closed and stored; the default while none is.</summary>
    internal Instant ClosedTo { get; private set; }

    internal IReadOnlyCollection<InstrumentId> Instruments => state.State.Instruments;

    /// <summary>Finds where an earlier activation stopped.</summary>
    internal async Task Open()
    {
        if (state.State.Hour > 0)
        {
            // An hour begun and never written says that all before it is closed.
            var stored = (await _archive.Read(state.State.Hour)).ClosedTo;
            ClosedTo = stored == default ? new((state.State.Hour * 3_600 * Instant.PerSecond) - (60 * Instant.PerSecond)) : stored;
            _minutes = new(preference, ClosedTo);
        }
    }

    internal void Take(Instrument spot, BookMark mark) => _minutes.Observe(spot, mark);

    /// <summary>Remembers an instrument over restarts.</summary>
    internal Task Follow(InstrumentId instrument) => Write(async () =>
    {
        if (state.State.Instruments.Add(instrument))
        {
            try
            {
                await state.WriteStateAsync();
            }
            catch
            {
                state.State.Instruments.Remove(instrument);
                throw;
            }
        }
    });

    /// <summary>Closes every minute up to <paramref name="through"/>.</summary>
    internal Task Close(Instant through) => Write(async () =>
    {
        var minute = FxPoint.MinuteOf(through);
        foreach (var point in _minutes.Close(minute))
        {
            _unstored.Enqueue(point);
        }

        // What could not be stored before goes first; a minute closed once is not formed again.
        var closedTo = _minutes.ClosedTo;
        while (_unstored.TryPeek(out var next) || ClosedTo < closedTo)
        {
            var hour = FxArchive.HourOf(next?.Minute ?? closedTo);
            var points = _unstored.TakeWhile(point => FxArchive.HourOf(point.Minute) == hour).ToArray();
            var to = points.Length == _unstored.Count && FxArchive.HourOf(closedTo) == hour ? closedTo : points[^1].Minute;
            await BeginHour(hour);
            await _archive.Add(hour, points, to);
            for (var i = 0; i < points.Length; i++)
            {
                _unstored.Dequeue();
            }

            ClosedTo = to;
        }
    });

    /// <summary>The minute of a time.</summary>
    internal async Task<FxPoint> Read(Instant at)
    {
        var minute = FxPoint.MinuteOf(at);
        if (minute > ClosedTo)
        {
            return new(minute, Table: null, Closed: false);
        }

        var hour = FxArchive.HourOf(minute);
        if (hour < state.State.OldestHour)
        {
            return new(minute, Table: null, Closed: true);
        }

        var points = (await _archive.Read(hour)).Points;
        return points.Find(point => point.Minute == minute) ?? new(minute, Table: null, Closed: true);
    }

    /// <summary>Makes room for an hour and remembers it, before anything of it is stored.</summary>
    private async Task BeginHour(long hour)
    {
        if (hour == state.State.Hour)
        {
            return;
        }

        var oldest = keepsAll() ? state.State.OldestHour : Math.Max(state.State.OldestHour, hour - HoursKept);
        for (var old = state.State.OldestHour; old > 0 && old < oldest && old <= state.State.Hour; old++)
        {
            await _archive.Drop(old);
        }

        var before = (state.State.Hour, state.State.OldestHour);
        (state.State.Hour, state.State.OldestHour) = (hour, state.State.OldestHour == 0 ? hour : oldest);
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            (state.State.Hour, state.State.OldestHour) = before;
            throw;
        }
    }

    private async Task Write(Func<Task> write)
    {
        await _writing.WaitAsync();
        try
        {
            await write();
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();
}
