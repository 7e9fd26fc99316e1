using Ballast.Domain.MarketData.Analytics;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Domain.MarketData.Mids;

namespace Ballast.Grains.OrderBooks.Intake;

/// <summary>Keeps the order flow, spread, volume and fill intensity of one instrument over time.</summary>
internal sealed class BookFlow(InstrumentId instrument, BookOptions options)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly OrderFlow _quotes = new((int)options.FlowWindow.TotalSeconds);
    private readonly VolumeBuckets? _trades =
        options.VpinBuckets.TryGetValue(instrument.ToString(), out var volume) ? new(volume, options.VpinWindow) : null;

    private readonly SpreadWindow _spreads = new((int)options.LiquidityWindow.TotalSeconds);
    private readonly VolumeWindow _volume = new((int)options.LiquidityWindow.TotalSeconds);

    private readonly OrderDistanceWindow _distances = new((int)options.IntensityWindow.TotalSeconds);

    internal int FlowSeconds => (int)options.FlowWindow.TotalSeconds;

    internal int VolatilitySeconds => (int)options.VolatilityWindow.TotalSeconds;

    internal FlowFigure Vpin => _trades?.Now() ?? new(null, IsComplete: false, $"Books:VpinBuckets names no volume for {instrument}");

    internal FlowFigure OrderFlow(Instant venueTime) => _quotes.At(venueTime);

    internal FlowFigure Volatility(MidHistory mids) => RealisedVolatility.Of(mids, VolatilitySeconds, Second);

    internal SpreadStatistics Spread(Instant venueTime) => _spreads.At(venueTime);

    internal TradedVolume Traded(Instant venueTime) => _volume.At(venueTime);

    internal FillIntensity Intensity(Instant venueTime) => _distances.At(venueTime);

    internal FlowFigure VolatilityByRootSecond(MidHistory mids) => RealisedVolatility.ByRootSecond(mids, VolatilitySeconds, Second);

    /// <summary>Observes the book after a change; a book that is not live counts as having no quotes.</summary>
    internal void Observe(Instant venueTime, OrderBook book)
    {
        _volume.Observe(venueTime);
        _distances.Observe(venueTime);
        if (book.State == BookState.Live)
        {
            var (bid, ask) = (book.BestBid, book.BestAsk);
            _quotes.Observe(venueTime, bid, ask);
            _spreads.Observe(venueTime, bid?.Price ?? double.NaN, ask?.Price ?? double.NaN);
        }
        else
        {
            _quotes.MarkGap();
            _spreads.Observe(venueTime, double.NaN, double.NaN);
        }
    }

    /// <summary>Adds a trade.</summary>
    /// <param name="venueTime">Its venue time, not before the last one.</param>
    /// <param name="trade">The trade.</param>
    /// <param name="mid">Mid of the book before the trade, in quote; NaN when it had none.</param>
    internal void Observe(Instant venueTime, Trade trade, double mid)
    {
        _distances.Add(venueTime, trade.Taker, trade.Price, mid);
        _trades?.Add(trade.Taker, trade.Amount);
        _volume.Add(venueTime, trade.Amount);
    }

    internal void MarkTradeGap()
    {
        _trades?.MarkGap();
        _volume.MarkGap();
        _distances.MarkGap();
    }
}
