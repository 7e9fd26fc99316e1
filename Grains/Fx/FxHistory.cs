using Ballast.Domain.MarketData.Books;
using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Interfaces.Books;
using Orleans.Storage;

namespace Ballast.Grains.Fx;

/// <summary>The minutes of the FX grain, closed and open. A minute is read only once it is stored.</summary>
/// <remarks>Writes come one after the other, reads at any time. Used on the grain's scheduler only.</remarks>
/// <param name="state">Stored state besides the hours.</param>
/// <param name="storage">Stores the hours.</param>
/// <param name="grain">The FX grain, whose hours they are.</param>
/// <param name="preference">Chooses among the instruments of a pair.</param>
/// <param name="clock">Says whether a recording is replayed. Then no hour is dropped for its age, because a recording is valued at its end, from its first minute on.</param>
internal sealed class FxHistory(
    IPersistentState<FxGrainState> state, IGrainStorage storage, GrainId grain, FxPreference preference, MarketClock clock) : IDisposable
{
    private const int HoursKept = 72;

    private readonly FxArchive _archive = new(storage, grain);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Queue<FxPoint> _unstored = new();
    private FxMinutes _minutes = new(preference);

    /// <summary>Newest minute that is closed and stored; the default while none is.</summary>
    internal Instant ClosedTo { get; private set; }

    internal IReadOnlyCollection<InstrumentId> Instruments => state.State.Instruments;

    /// <summary>Restores the newest closed minute of an earlier activation.</summary>
    internal async Task Open()
    {
        if (state.State.Hour > 0)
        {
            // An hour that was begun and never written shows that everything before it is closed.
            var stored = (await _archive.Read(state.State.Hour)).ClosedTo;
            ClosedTo = stored == default ? new((state.State.Hour * 3_600 * Instant.PerSecond) - (60 * Instant.PerSecond)) : stored;
            _minutes = new(preference, ClosedTo);
        }
    }

    /// <summary>Observes the mark of a spot book after an event.</summary>
    internal void Observe(Instrument spot, BookMark mark) => _minutes.Observe(spot, mark);

    /// <summary>Restores, after a restart, mids of open minutes that a book still has.</summary>
    internal void Recover(Instrument spot, MidWindow window)
    {
        var minute = TimeSpan.FromMinutes(1);
        for (var (at, next) = (ClosedTo + minute, 0); at <= window.ConfirmedTo && window.Changes.Length > 0; at += minute)
        {
            while (next < window.Changes.Length && window.Changes[next].VenueTime <= at)
            {
                next++;
            }

            if (next > 0)
            {
                Observe(spot, new(at, window.Changes[next - 1].Mid, double.NaN, at, double.NaN, default));
            }
        }
    }

    /// <summary>Remembers an instrument over restarts.</summary>
    internal Task AddInstrument(InstrumentId instrument) => Write(async () =>
    {
        if (state.State.Instruments.Add(instrument))
        {
            try
            {
                await state.WriteStateAsync();
            }
            catch
            {
                // It was not stored. The caller gets the exception and calls again.
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

        // Minutes that could not be stored before are stored first, because a closed minute is not formed again.
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

    /// <summary>The rates of the whole minute at or before a time.</summary>
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

    /// <summary>Drops hours that are too old, and stores the number of a new hour before any of its minutes.</summary>
    private async Task BeginHour(long hour)
    {
        if (hour == state.State.Hour)
        {
            return;
        }

        var oldest = clock.FollowsRecording ? state.State.OldestHour : Math.Max(state.State.OldestHour, hour - HoursKept);
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
            // It was not stored, so nothing of the hour may be stored either. The hour is begun again with the next minute.
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

    /// <inheritdoc />
    public void Dispose() => _writing.Dispose();
}
