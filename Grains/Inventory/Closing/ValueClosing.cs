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

/// <summary>Closes what each portfolio's ledgers were worth at every whole second, and remembers which events came too late for it.</summary>
/// <remarks>A closed value never changes; portfolios build curves, day closes and FX translation on it.</remarks>
/// <param name="market">Mids and marks at the ends of seconds.</param>
/// <param name="valuation">Values ledgers.</param>
/// <param name="clock">Says whether a recording sets the time, which may begin only after the inventory was activated.</param>
internal sealed class ValueClosing(InstrumentMarket market, PositionValuation valuation, MarketClock clock)
{
    /// <summary>After a longer silence only the newest seconds are closed: nobody kept a curve meanwhile.</summary>
    private const long MostSeconds = 86_400;

    private static readonly SamplingGrid Seconds = new(TimeSpan.FromSeconds(1));

    private readonly Dictionary<string, List<ClosedValue>> _closed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<LateEvent>> _late = new(StringComparer.Ordinal);
    private Instant? _next;

    /// <summary>Newest second closed; <see langword="null"/> while there is none.</summary>
    internal Instant? ClosedTo { get; private set; }

    /// <summary>Starts with the first whole second at or after a time; does nothing once started.</summary>
    internal void Start(Instant from) => _next ??= Seconds.AtOrAfter(from);

    /// <summary>First second that closing up to a time would close; <see langword="null"/> when there is none.</summary>
    internal Instant? FirstBefore(Instant upTo) => _next is { } next && First(next, Seconds.AtOrBefore(upTo)) is var first && first <= upTo ? first : null;

    /// <summary>Closes every second up to a time.</summary>
    internal void Close(InstrumentLedgers ledgers, Instant upTo)
    {
        if (_next is not { } next)
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
        market.Seconds.DropBefore(next);
    }

    /// <summary>Events were booked; one is late for every second closed at or after its time.</summary>
    internal void Booked(IReadOnlyList<LedgerEvent> booked, InstrumentLedgers ledgers)
    {
        foreach (var item in booked)
        {
            if (clock.FollowsRecording)
            {
                StartNoLaterThan(item.VenueTime);
            }

            // A void changes every value since its fill.
            var from = item is FillVoid fillVoid ? ledgers.FindFill(fillVoid.FillKey)?.Event.VenueTime ?? default : item.VenueTime;
            NoteLate(item, from, item.Name, ledgers);
        }
    }

    /// <summary>Something became known of fills that closed values may have counted otherwise.</summary>
    internal void Known(IReadOnlyList<Annotation> annotations, InstrumentLedgers ledgers)
    {
        foreach (var annotation in annotations.Where(annotation => annotation.Kind.IsOfLedger()))
        {
            // A mid settles a second or two after its fill; only where a day can have ended in between does it matter.
            var isRate = annotation.Kind is AnnotationKind.FeeRate or AnnotationKind.NoFeeRate;
            if (ledgers.Find(annotation.Number)?.Event is { } fill && ClosedTo is { } closed
                && (isRate || FxPoint.MinuteOf(fill.VenueTime) != FxPoint.MinuteOf(closed)))
            {
                NoteLate(fill, fill.VenueTime, $"{(isRate ? "fee rate" : "mid")} of {fill.Name}", ledgers);
            }
        }
    }

    /// <summary>Closed values and late events that a portfolio has not been sent yet; they count as sent from now on.</summary>
    internal (ClosedValue[] Closed, LateEvent[] Late) TakeUnsent(string portfolio)
    {
        var closed = _closed.Remove(portfolio, out var values) ? values.ToArray() : [];
        var late = _late.Remove(portfolio, out var events) ? events.ToArray() : [];
        return (closed, late);
    }

    /// <summary>In a recording nothing is closed before its end, so an earlier event may still come.</summary>
    private void StartNoLaterThan(Instant from)
    {
        if (ClosedTo is null && (_next is null || from < _next))
        {
            _next = Seconds.AtOrAfter(from);
        }
    }

    private void NoteLate(LedgerEvent item, Instant from, string cause, InstrumentLedgers ledgers)
    {
        if (ClosedTo is not { } closed || from > closed)
        {
            return;
        }

        foreach (var portfolio in item.IsOfInstrument ? ledgers.All.Select(ledger => ledger.Portfolio).Distinct(StringComparer.Ordinal) : [item.Portfolio])
        {
            ListOf(_late, portfolio).Add(new(from, cause));
        }
    }

    private void Close(InstrumentLedgers ledgers, FoldState state, Instant at)
    {
        var point = market.Seconds.At(at);
        foreach (var portfolio in state.Ledgers.Keys.Select(key => key.Portfolio).Distinct(StringComparer.Ordinal))
        {
            if (valuation.ValueAt(state, ledgers, portfolio, new(at, point.Mark?.Price, point.Mid?.Price)) is { } value)
            {
                ListOf(_closed, portfolio).Add(new()
                {
                    At = at,
                    Value = value,
                    Mark = point.Mark?.Price,
                    Mid = point.Mid?.Price,
                    Quantity = state.Ledgers.Where(ledger => ledger.Key.Portfolio == portfolio).Sum(ledger => ledger.Value.Quantity),
                    Contract = state.Terms.Contract,
                });
            }
        }
    }

    private static Instant First(Instant next, Instant last) => Instant.Max(next, new(last.Micros - (MostSeconds * Instant.PerSecond)));

    private static List<T> ListOf<T>(Dictionary<string, List<T>> lists, string portfolio) =>
        lists.TryGetValue(portfolio, out var list) ? list : lists[portfolio] = [];
}
