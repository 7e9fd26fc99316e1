using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Pnl.Markouts;
using Ballast.Grains.Fx;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Inventory.Marks;

namespace Ballast.Grains.Inventory.Markouts;

/// <summary>Whether a replayed recording is still running. Has no effect when the wall clock sets the time.</summary>
internal enum Recording
{
    /// <summary>More data may arrive: the recording's clock is ahead of data still in transit, so it cannot be used to time out.</summary>
    Running,

    /// <summary>All data has arrived.</summary>
    Ended,
}

/// <summary>Finds figures of booked fills that become known later: the mid at the fill, mids at markout horizons, and rates of fees.</summary>
/// <remarks>Its annotations are final. They are journaled first and then applied.</remarks>
/// <param name="market">Mids of the instrument.</param>
/// <param name="book">Its book, which has samples of earlier mids.</param>
/// <param name="fx">Rates of closed minutes.</param>
/// <param name="clock">Time of the market.</param>
/// <param name="grid">Grid of the samples.</param>
/// <param name="fallback">
/// Rate of the configuration from the first asset to the second, given the rates of the minute; <see langword="null"/> when there is none.
/// </param>
internal sealed class FillObservation(
    InstrumentMarket market, IOrderBookGrain book, FxPoints fx, MarketClock clock, SamplingGrid grid, Func<string, string, FxTable?, decimal?>? fallback = null)
{
    /// <summary>Maximum number of annotations in one journal entry.</summary>
    private const int MaxPerEntry = 5_000;

    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(15);

    private readonly FeeRates _rates = new(fx, fallback);
    private bool _mayGiveUp;

    /// <summary>Annotations that are final and not applied yet.</summary>
    /// <remarks>Rates are only looked up when no mid is due, so that rates that do not come never hold mids back.</remarks>
    /// <param name="ledgers">Ledgers with the fills.</param>
    /// <param name="markouts">Markouts of the fills.</param>
    /// <param name="input">Whether the recording is still running.</param>
    internal async Task<List<Annotation>> Due(InstrumentLedgers ledgers, MarkoutTracker markouts, Recording input)
    {
        _mayGiveUp = input == Recording.Ended || !clock.FollowsRecording;
        _rates.TellNeeds(ledgers.Terms);
        var due = await DueMids(ledgers);
        foreach (var final in markouts.Due(market.Mids.ConfirmedTo, HorizonMid, MaxPerEntry))
        {
            var thinned = final.Mid is not null && market.IsThinned(final.At) ? Annotation.ThinnedHorizon : 0;
            due.Add(new(final.Number, AnnotationKind.Markout, final.Horizon + thinned, final.Mid));
        }

        return due.Count > 0 ? due : await _rates.Due(ledgers, MaxPerEntry, input, HasWaitedTooLong);
    }

    private async Task<List<Annotation>> DueMids(InstrumentLedgers ledgers)
    {
        var due = new List<Annotation>();
        var old = new List<(long Number, Instant At)>();
        foreach (var entry in ledgers.PendingMids.Take(MaxPerEntry))
        {
            var (number, at) = (entry.Number, ((Fill)entry.Event).VenueTime);
            if (market.Mids.Oldest > at)
            {
                old.Add((number, at));
            }
            else if (Mid(number, at) is { } mid)
            {
                due.Add(mid);
            }
        }

        due.AddRange(await GridMids(old));
        return due;
    }

    /// <summary>The mid at a fill that is not older than the mids kept.</summary>
    private Annotation? Mid(long number, Instant at) =>
        // Another mid with the fill's own time may still arrive until a later mid is known.
        market.Mids.Oldest is null || market.Mids.ConfirmedTo <= at ? GivenUp(number, at)
        : Price(at) is { } exact ? new(number, AnnotationKind.Mid, market.IsThinned(at) ? Annotation.ThinnedMid : 0, exact)
        : new(number, AnnotationKind.NoMid, 0, null);

    /// <summary>After 15 minutes without market data the fill counts as one without a mid.</summary>
    private Annotation? GivenUp(long number, Instant at) =>
        HasWaitedTooLong(at) ? new(number, AnnotationKind.NoMid, 0, null) : null;

    private bool HasWaitedTooLong(Instant since) => _mayGiveUp && clock.Now - since > MaxWait;

    /// <summary>Mids from samples at fills that are older than the mids kept, all from one answer of the book.</summary>
    private async Task<IEnumerable<Annotation>> GridMids(List<(long Number, Instant At)> fills)
    {
        if (fills.Count == 0)
        {
            return [];
        }

        var column = await book.GetSamples(grid.IndexAtOrBefore(fills.Min(fill => fill.At)), clock.Applied);
        return fills.Select(fill =>
        {
            var sample = MarkPrice.From(column.At(fill.At, grid), fill.At)?.Price;

            // A point that the book has not closed yet may still get a mid.
            return sample is null && column.ClosedAsOf != default && grid.IndexAtOrBefore(fill.At) > grid.LastClosed(column.ClosedAsOf) ? GivenUp(fill.Number, fill.At)
                : new Annotation(fill.Number, sample is null ? AnnotationKind.NoMid : AnnotationKind.GridMid, 0, sample);
        }).OfType<Annotation>();
    }

    private (decimal? Mid, bool IsKnown) HorizonMid(Instant at) =>
        market.Mids.Oldest is { } oldest && oldest <= at ? (Price(at), true)
        // A mid older than the oldest one kept can no longer be found.
        : (null, market.Mids.Oldest is not null || HasWaitedTooLong(at));

    private decimal? Price(Instant at) => market.Mids.PreviousTick(at) is { } mid ? MarkPrice.From(mid, at)?.Price : null;
}
