using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Inventory.Marks;
using Ballast.Grains.Inventory.Positions;

namespace Ballast.Grains.Inventory.Closing;

/// <summary>Records each portfolio's profit at every whole second, and the events that arrived after their seconds were closed.</summary>
/// <remarks>A closed value never changes. Portfolios derive curves, day closes and FX translation from it.</remarks>
/// <param name="market">Mids and marks at the ends of seconds.</param>
/// <param name="valuation">Values ledgers.</param>
/// <param name="clock">Says whether a recording sets the time, which may begin only after the inventory was activated.</param>
internal sealed class ValueClosing(InstrumentMarket market, PositionValuation valuation, MarketClock clock)
{
    /// <summary>Maximum number of seconds closed in one call, a day. After a longer pause older seconds are skipped.</summary>
    private const long MaxSeconds = 86_400;

    /// <summary>How long marks are kept after their seconds closed, for portfolios that ask for the value at the end of a day they did not see.</summary>
    private static readonly TimeSpan MarksKept = MidHistory.DefaultSpan;

    private static readonly SamplingGrid Seconds = new(TimeSpan.FromSeconds(1));

    private readonly Dictionary<string, List<ClosedValue>> _closed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LateEvents> _late = new(StringComparer.Ordinal);
    private Instant? _next;

    /// <summary>Newest second closed; <see langword="null"/> while there is none.</summary>
    internal Instant? ClosedTo { get; private set; }

    /// <summary>Starts with the first whole second at or after a time; does nothing once started.</summary>
    internal void Start(Instant from) => _next ??= Seconds.AtOrAfter(from);

    /// <summary>Next second to close. In a replay on a store of earlier ones it is the one after theirs, also where no event of the replay is booked.</summary>
    private Instant? Next => _next ?? (clock is { FollowsRecording: true, ClosedBefore: { } closed } ? closed + TimeSpan.FromSeconds(1) : null);

    /// <summary>First second that closing up to a time would close; <see langword="null"/> when there is none.</summary>
    internal Instant? FirstBefore(Instant upTo) => Next is { } next && First(next, Seconds.AtOrBefore(upTo)) is var first && first <= upTo ? first : null;

    /// <summary>Closes every second up to a time.</summary>
    internal void Close(InstrumentLedgers ledgers, Instant upTo)
    {
        if (Next is not { } next)
        {
            return;
        }

        var last = Seconds.AtOrBefore(upTo);
        next = First(next, last);
        for (; next <= last; next += TimeSpan.FromSeconds(1))
        {
            if (ledgers.At(next) is { } state)
            {
                Close(ledgers, state, next);
            }

            ClosedTo = next;
        }

        _next = next;
        market.Seconds.DropBefore(next - MarksKept);
    }

    /// <summary>Records booked events as late if a second at or after their venue time is already closed.</summary>
    internal void AddLateEvents(IReadOnlyList<LedgerEvent> booked, InstrumentLedgers ledgers)
    {
        foreach (var item in booked)
        {
            if (clock.FollowsRecording)
            {
                StartNoLaterThan(item.VenueTime);
            }

            // A void changes every value from the time of its fill on, whatever its own time, and nothing while it waits for its fill.
            if (item is not FillVoid fillVoid)
            {
                NoteLate(item, item.VenueTime, item.Name, ledgers);
            }
            else if (!ledgers.OpenVoids.Contains(fillVoid))
            {
                NoteLate(item, ledgers.FindFill(fillVoid.FillKey)?.Event.VenueTime ?? fillVoid.FillTime ?? default, item.Name, ledgers);
            }
        }
    }

    /// <summary>Records fills as late if a new mid or fee rate changes values that are already closed.</summary>
    internal void AddLateAnnotations(IReadOnlyList<Annotation> annotations, InstrumentLedgers ledgers)
    {
        foreach (var annotation in annotations.Where(annotation => annotation.Kind.IsOfLedger()))
        {
            // A mid becomes final a second or two after its fill, so it matters only if a day may have ended in between.
            var isRate = annotation.Kind is AnnotationKind.FeeRate or AnnotationKind.NoFeeRate;
            if (ledgers.Find(annotation.Number)?.Event is { } fill && (ClosedTo ?? ClosedBefore) is { } closed
                && (isRate || FxPoint.MinuteOf(fill.VenueTime) != FxPoint.MinuteOf(closed)))
            {
                NoteLate(fill, fill.VenueTime, $"{(isRate ? "fee rate" : "mid")} of {fill.Name}", ledgers);
            }
        }
    }

    /// <summary>Whether there are closed values or late events that have not been sent to a portfolio yet.</summary>
    internal bool HasUnsent(string portfolio) => _closed.ContainsKey(portfolio) || _late.ContainsKey(portfolio);

    /// <summary>Removes and returns the closed values and late events that have not been sent to a portfolio yet.</summary>
    internal (ClosedValue[] Closed, LateEvent[] Late) TakeUnsent(string portfolio)
    {
        var closed = _closed.Remove(portfolio, out var values) ? values.ToArray() : [];
        var late = _late.Remove(portfolio, out var events) ? events.ToArray() : [];
        return (closed, late);
    }

    /// <summary>The values of a portfolio at the seconds closed after a time that were sent before; at most those of the last 15 minutes.</summary>
    internal ClosedValue[] Again(InstrumentLedgers ledgers, string portfolio, Instant after)
    {
        if (ClosedTo is not { } last)
        {
            return [];
        }

        // What waits to be sent comes by itself.
        last = _closed.TryGetValue(portfolio, out var unsent) ? unsent[0].At - TimeSpan.FromSeconds(1) : last;

        var values = new List<ClosedValue>();
        for (var at = Seconds.After(Instant.Max(after, last - MarksKept)); at <= last; at += TimeSpan.FromSeconds(1))
        {
            if (ledgers.At(at) is { } state && ValueAt(ledgers, state, portfolio, (at, market.At(at))) is { } value)
            {
                values.Add(value);
            }
        }

        return [.. values];
    }

    /// <summary>In a replay nothing closes before the recording ends, so an earlier event may still arrive.</summary>
    private void StartNoLaterThan(Instant from)
    {
        if (ClosedTo is null && clock.ClosedBefore is null && (_next is null || from < _next))
        {
            _next = Seconds.AtOrAfter(from);
        }
    }

    /// <summary>Newest second that an earlier activation may have closed, while this one has closed none.</summary>
    private Instant? ClosedBefore => clock.FollowsRecording ? clock.ClosedBefore : (_next ?? clock.Now) - TimeSpan.FromSeconds(1);

    private void NoteLate(LedgerEvent item, Instant from, string cause, InstrumentLedgers ledgers)
    {
        if ((ClosedTo ?? ClosedBefore) is not { } closed || from > closed)
        {
            return;
        }

        foreach (var portfolio in item.IsOfInstrument ? ledgers.State.Accounts.Keys : [item.Portfolio])
        {
            Of(_late, portfolio).Add(new(from, cause));
        }
    }

    private void Close(InstrumentLedgers ledgers, FoldState state, Instant at)
    {
        var point = market.At(at);
        foreach (var portfolio in state.Accounts.Keys)
        {
            if (ValueAt(ledgers, state, portfolio, (at, point)) is { } value)
            {
                Of(_closed, portfolio).Add(value);
            }
        }
    }

    private ClosedValue? ValueAt(InstrumentLedgers ledgers, FoldState state, string portfolio, (Instant At, MarkPoint Point) second)
    {
        var (at, point) = second;
        return valuation.ValueAt(state, ledgers, portfolio, new(at, point.Mark?.Price, point.Mid?.Price)) is { } value
            ? new()
            {
                At = at,
                Value = value,
                Mark = point.Mark?.Price,
                Mid = point.Mid?.Price,
                Quantity = state.Of(portfolio).Sum(ledger => ledger.Value.Quantity),
                Contract = state.Terms.Contract,
            }
            : null;
    }

    private static Instant First(Instant next, Instant last) => Instant.Max(next, new(last.Micros - (MaxSeconds * Instant.PerSecond)));

    private static T Of<T>(Dictionary<string, T> values, string portfolio)
        where T : new() => values.TryGetValue(portfolio, out var known) ? known : values[portfolio] = new();
}
