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

/// <summary>Whether more of a recording is to come. Means nothing where the wall clock sets the time.</summary>
internal enum Recording
{
    /// <summary>The recording's clock is ahead of what is on its way, so it says nothing of who comes late.</summary>
    Running,

    /// <summary>Nothing is on its way any more.</summary>
    Ended,
}

/// <summary>Finds what becomes known of fills after they are booked: the mid of their moment, mids at markout horizons, and rates of their fees.</summary>
/// <remarks>What it finds is final; it is journaled and only then applied.</remarks>
internal sealed class FillObservation(InstrumentMarket market, IOrderBookGrain book, FxPoints fx, MarketClock clock, SamplingGrid grid)
{
    /// <summary>Most that one journal entry carries.</summary>
    private const int Most = 5_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private bool _givesUp;

    /// <summary>What has become final and is not applied yet.</summary>
    /// <param name="ledgers">Whose fills.</param>
    /// <param name="markouts">Their markouts.</param>
    /// <param name="input">Whether more of a recording is to come.</param>
    internal async Task<List<Annotation>> Due(InstrumentLedgers ledgers, MarkoutTracker markouts, Recording input)
    {
        _givesUp = input == Recording.Ended || !clock.FollowsRecording;
        var due = new List<Annotation>();
        var settle = ledgers.Terms.Settle;
        foreach (var entry in ledgers.PendingFills.Take(Most).ToArray())
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

        foreach (var final in markouts.Due(market.Mids.ConfirmedTo, HorizonMid, Most))
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
            // Another mid of the fill's own time may still come until event time has passed it.
            return mids.ConfirmedTo <= at ? GivenUp(number, at)
                : Price(at) is { } exact ? new(number, AnnotationKind.Mid, 0, exact)
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

    /// <summary>After a quarter of an hour without market data a fill is settled as one without a mid.</summary>
    private Annotation? GivenUp(long number, Instant at) =>
        IsTooLong(at) ? new(number, AnnotationKind.NoMid, 0, null) : null;

    private bool IsTooLong(Instant since) => _givesUp && clock.Now - since > Patience;

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
            return IsTooLong(fill.VenueTime) ? new(number, AnnotationKind.NoFeeRate, 0, null) : null;
        }

        return point.Table?.Convert(fill.FeeAsset!, settle) is { } conversion
            ? new(number, AnnotationKind.FeeRate, 0, conversion.Rate)
            : new(number, AnnotationKind.NoFeeRate, 0, null);
    }

    private (decimal? Mid, bool IsKnown) HorizonMid(Instant at) =>
        market.Mids.Oldest is { } oldest && oldest <= at ? (Price(at), true)
        // A mid from before the oldest one kept can no longer be found.
        : (null, market.Mids.Oldest is not null || IsTooLong(at));

    private decimal? Price(Instant at) => market.Mids.PreviousTick(at) is { } mid ? MarkPrice.From(mid, at)?.Price : null;
}
