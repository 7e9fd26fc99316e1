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
internal sealed class FillObservation(InstrumentMarket market, IOrderBookGrain book, FxPoints fx, MarketClock clock, SamplingGrid grid)
{
    /// <summary>Maximum number of annotations in one journal entry.</summary>
    private const int MaxPerEntry = 5_000;

    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(15);

    private bool _mayGiveUp;

    /// <summary>Annotations that are final and not applied yet.</summary>
    /// <param name="ledgers">Ledgers with the fills.</param>
    /// <param name="markouts">Markouts of the fills.</param>
    /// <param name="input">Whether the recording is still running.</param>
    internal async Task<List<Annotation>> Due(InstrumentLedgers ledgers, MarkoutTracker markouts, Recording input)
    {
        _mayGiveUp = input == Recording.Ended || !clock.FollowsRecording;
        var due = new List<Annotation>();
        var settle = ledgers.Terms.Settle;
        foreach (var entry in ledgers.PendingFills.Take(MaxPerEntry).ToArray())
        {
            var fill = (Fill)entry.Event;
            if (entry.Facts.Knowledge == MidKnowledge.Pending && await Mid(entry.Number, fill.VenueTime) is { } mid)
            {
                due.Add(mid);
            }

            if (entry.Facts.FeeRate is null && !entry.NoFeeRate && fill.NeedsFeeRate(ledgers.Terms)
                && await FeeRate(entry.Number, fill, settle) is { } rate)
            {
                due.Add(rate);
            }
        }

        foreach (var final in markouts.Due(market.Mids.ConfirmedTo, HorizonMid, MaxPerEntry))
        {
            due.Add(new(final.Number, AnnotationKind.Markout, final.Horizon, final.Mid));
        }

        return due;
    }

    private async Task<Annotation?> Mid(long number, Instant at)
    {
        var mids = market.Mids;
        if (mids.Oldest <= at)
        {
            // Another mid with the fill's own time may still arrive until a later mid is known.
            return mids.ConfirmedTo <= at ? GivenUp(number, at)
                : Price(at) is { } exact ? new(number, AnnotationKind.Mid, market.IsThinned(at) ? Annotation.ThinnedMid : 0, exact)
                : new(number, AnnotationKind.NoMid, 0, null);
        }

        if (mids.Oldest is null)
        {
            return GivenUp(number, at);
        }

        return await GridMid(at) is { } sample
            ? new(number, AnnotationKind.GridMid, 0, sample)
            : new(number, AnnotationKind.NoMid, 0, null);
    }

    /// <summary>After 15 minutes without market data the fill counts as one without a mid.</summary>
    private Annotation? GivenUp(long number, Instant at) =>
        HasWaitedTooLong(at) ? new(number, AnnotationKind.NoMid, 0, null) : null;

    private bool HasWaitedTooLong(Instant since) => _mayGiveUp && clock.Now - since > MaxWait;

    private async Task<decimal?> GridMid(Instant at)
    {
        var index = grid.IndexAtOrBefore(at);
        var column = await book.GetSamples(index, clock.Applied);
        var offset = index - column.FirstIndex;
        return offset >= 0 && offset < column.Mids.Length ? MarkPrice.From(column.Mids[offset], at)?.Price : null;
    }

    private async Task<Annotation?> FeeRate(long number, Fill fill, string settle)
    {
        var point = await fx.Get(fill.VenueTime);
        if (!point.Closed)
        {
            return HasWaitedTooLong(fill.VenueTime) ? new(number, AnnotationKind.NoFeeRate, 0, null) : null;
        }

        return point.Table?.Convert(fill.FeeAsset!, settle) is { } conversion
            ? new(number, AnnotationKind.FeeRate, 0, conversion.Rate)
            : new(number, AnnotationKind.NoFeeRate, 0, null);
    }

    private (decimal? Mid, bool IsKnown) HorizonMid(Instant at) =>
        market.Mids.Oldest is { } oldest && oldest <= at ? (Price(at), true)
        // A mid older than the oldest one kept can no longer be found.
        : (null, market.Mids.Oldest is not null || HasWaitedTooLong(at));

    private decimal? Price(Instant at) => market.Mids.PreviousTick(at) is { } mid ? MarkPrice.From(mid, at)?.Price : null;
}
