using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.Fx;

/// <summary>The minutes of the FX grain, closed and open. A minute is read only once it is stored.</summary>
/// <remarks>
/// Writes come one after the other, reads at any time. When live, no minute closes, and no hour is dropped, before the wall clock has passed it, whatever
/// stamps say. Used on the grain's scheduler only.
/// </remarks>
/// <param name="state">Stored state besides the hours.</param>
/// <param name="archive">Stores the hours.</param>
/// <param name="preference">Chooses among the instruments of a pair.</param>
/// <param name="clock">Says whether a recording is replayed. Then no hour is dropped for its age, because a recording is valued at its end, from its first minute on.</param>
/// <param name="logger">Logs minutes that were closed too early.</param>
internal sealed partial class FxHistory(
    IPersistentState<FxGrainState> state, FxArchive archive, FxPreference preference, MarketClock clock, ILogger logger) : IDisposable
{
    private const int HoursKept = 72;

    /// <summary>How long after its end a minute may get the rates of a book that was late; fees wait for it as long.</summary>
    private static readonly TimeSpan CompletedWithin = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>How far the clocks of two silos may differ. Minutes closed by the other one's clock are not opened again.</summary>
    private static readonly TimeSpan ClockDifference = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Queue<FxPoint> _unstored = new();
    private FxMinutes _minutes = new(preference);

    /// <summary>Newest minute that is closed and stored; the default while none is.</summary>
    internal Instant ClosedTo { get; private set; }

    internal IReadOnlyCollection<InstrumentId> Instruments => state.State.Instruments;

    /// <summary>Assets that are converted into the report currency.</summary>
    internal IReadOnlyCollection<string> Needed => state.State.Needed;

    /// <summary>Oldest hour kept, as its number since the epoch.</summary>
    internal long OldestHour => state.State.OldestHour;

    /// <summary>Restores the newest closed minute of an earlier activation. Live minutes that were closed ahead of the wall clock are opened again.</summary>
    internal async Task Open()
    {
        if (state.State.Hour > 0)
        {
            ClosedTo = await archive.ReadClosedTo(state.State.Hour);
            if (!clock.FollowsRecording && ClosedTo > clock.Now + ClockDifference)
            {
                ClosedTooEarly(logger, ClosedTo, clock.Now);
                await Withdraw(FxPoint.MinuteOf(clock.Now));
            }

            _minutes = new(preference, ClosedTo);
        }
    }

    /// <summary>Age beyond which a rate is not used.</summary>
    internal TimeSpan MaxAge => preference.MaxAge;

    /// <summary>Whether minutes were closed without a book, and it has not given their rates since.</summary>
    internal bool IsLate(Instrument spot) => state.State.Late.ContainsKey(spot.Id);

    /// <summary>Observes the mark of a spot book after an event.</summary>
    internal void Observe(Instrument spot, BookMark mark) => _minutes.Observe(spot, mark);

    /// <summary>Restores, after a restart, mids of open minutes that a book still has.</summary>
    internal void Recover(Instrument spot, MidWindow window)
    {
        var to = clock.FollowsRecording ? window.ConfirmedTo : Instant.Min(window.ConfirmedTo, clock.Now);
        for (var (at, next) = (ClosedTo + Minute, 0); at <= to && window.Changes.Length > 0; at += Minute)
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
    internal Task AddInstrument(InstrumentId instrument) => Write(() => Remember(state.State.Instruments, [instrument]));

    /// <summary>Remembers over restarts that assets are converted into the report currency.</summary>
    internal Task AddNeeded(IReadOnlyList<string> assets) => Write(() => Remember(state.State.Needed, assets));

    /// <summary>Closes every minute up to <paramref name="through"/>, when live only up to the wall clock.</summary>
    /// <param name="through">Last minute.</param>
    /// <param name="without">Spots whose books have been given up and may still have rates of these minutes.</param>
    internal Task Close(Instant through, IReadOnlyCollection<Instrument>? without = null) => Write(async () =>
    {
        var minute = FxPoint.MinuteOf(clock.FollowsRecording ? through : Instant.Min(through, clock.Now));
        await RememberLate(without ?? [], ClosedTo == default ? minute : ClosedTo + Minute);
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
            await archive.Add(hour, points, to);
            for (var i = 0; i < points.Length; i++)
            {
                _unstored.Dequeue();
            }

            ClosedTo = to;
        }
    });

    /// <summary>Adds to the newest minutes that were closed without a book the rates that they lack.</summary>
    /// <param name="spot">Its instrument.</param>
    /// <param name="samples">Its samples.</param>
    /// <param name="grid">Their grid.</param>
    /// <param name="to">Last minute that they are complete for; one that was closed without the book since stays late.</param>
    internal Task Complete(Instrument spot, SampleColumn samples, SamplingGrid grid, Instant to) => Write(async () =>
    {
        if (IsLate(spot))
        {
            Task<double[]> Samples(InstrumentId instrument, long first, long last) =>
                Task.FromResult<double[]>([.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => samples.At(first + i))]);
            await new FxRebuild(state, archive, Samples, preference, grid).Run([spot], CompletedFrom(spot), Instant.Min(ClosedTo, to), CancellationToken.None);
            if (ClosedTo > to)
            {
                state.State.Late[spot.Id] = state.State.Late[spot.Id] with { From = FxPoint.MinuteOf(to) + Minute };
            }
            else
            {
                state.State.Late.Remove(spot.Id);
            }

            await state.WriteStateAsync();
        }
    });

    /// <summary>Awaits nothing more of late books that rates are no longer taken from.</summary>
    internal void ForgetLate(IEnumerable<FxBook> kept)
    {
        var known = kept.Select(book => book.Spot.Id).ToHashSet();
        foreach (var gone in state.State.Late.Keys.Where(late => !known.Contains(late)).ToArray())
        {
            state.State.Late.Remove(gone);
        }
    }

    /// <summary>The first minute that may get rates of a late book.</summary>
    internal Instant CompletedFrom(Instrument spot) => Instant.Max(state.State.Late[spot.Id].From, ClosedTo - CompletedWithin);

    /// <summary>The rates of the whole minute at or before a time.</summary>
    internal async Task<FxPoint> Read(Instant at)
    {
        var minute = FxPoint.MinuteOf(at);
        if (minute > ClosedTo)
        {
            return new(minute, Table: null, Closed: false) { HasBegun = ClosedTo != default };
        }

        var hour = FxArchive.HourOf(minute);
        if (hour < state.State.OldestHour)
        {
            return new(minute, Table: null, Closed: true);
        }

        // Asked for before the rates are read: what is awaited no more must be among them.
        var awaited = Awaited(minute);
        var points = (await archive.Read(hour)).Points;
        return (points.Find(point => point.Minute == minute) ?? new(minute, Table: null, Closed: true)) with { Awaited = awaited };
    }

    private FxPair[] Awaited(Instant minute) => state.State.Late.Count == 0 || clock.FollowsRecording || clock.Now - minute > CompletedWithin
        ? []
        : [.. state.State.Late.Values.Where(late => late.From <= minute).Select(late => late.Pair)];

    /// <summary>Drops hours that are too old, and stores the number of a new hour before any of its minutes.</summary>
    private async Task BeginHour(long hour)
    {
        if (hour == state.State.Hour)
        {
            return;
        }

        // It fails when another activation has written, whose minutes must not be dropped.
        await state.WriteStateAsync();

        // An hour begins once, so what is stored of it is of minutes that were closed too early and opened again.
        await archive.Drop(hour);
        var oldest = clock.FollowsRecording ? state.State.OldestHour : Math.Max(state.State.OldestHour, hour - HoursKept);
        for (var old = state.State.OldestHour; old > 0 && old < oldest && old <= state.State.Hour; old++)
        {
            await archive.Drop(old);
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

    /// <summary>Opens the minutes after one again, of which nothing true can be stored.</summary>
    /// <remarks>The newest hour is stored before its number, so that after a crash between the two writes this is done again.</remarks>
    private async Task Withdraw(Instant minute)
    {
        var hour = FxArchive.HourOf(minute);
        await archive.Replace(hour, [.. (await archive.Read(hour)).Points.Where(point => point.Minute <= minute)], minute);
        (state.State.Hour, state.State.OldestHour) = (hour, Math.Min(state.State.OldestHour, hour));
        await state.WriteStateAsync();
        ClosedTo = minute;
    }

    /// <summary>Remembers, before the minutes are closed, that they are closed without some books.</summary>
    private async Task RememberLate(IEnumerable<Instrument> without, Instant from)
    {
        var added = without.Where(spot => state.State.Late.TryAdd(spot.Id, new(from, new(spot.Base, spot.Quote)))).ToArray();
        if (added.Length == 0)
        {
            return;
        }

        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // It was not stored, so the minute is not closed. It is tried again with it.
            Array.ForEach(added, spot => state.State.Late.Remove(spot.Id));
            throw;
        }
    }

    private async Task Remember<T>(SortedSet<T> known, IEnumerable<T> entries)
    {
        var added = entries.Where(known.Add).ToArray();
        if (added.Length == 0)
        {
            return;
        }

        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // They were not stored. The caller gets the exception and calls again.
            Array.ForEach(added, entry => known.Remove(entry));
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

    [LoggerMessage(Level = LogLevel.Error, Message = "Minutes of rates were closed up to {ClosedTo}, ahead of the wall clock, {Now}; those ahead are opened again, and `ballast fx rebuild` mends those before")]
    private static partial void ClosedTooEarly(ILogger logger, Instant closedTo, Instant now);
}
