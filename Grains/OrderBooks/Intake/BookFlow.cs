namespace Ballast.Grains.OrderBooks.Intake;

/// <summary>Follows the order flow, spread, volume and fill intensity of one instrument over time.</summary>
internal sealed class BookFlow(InstrumentId instrument, BookOptions options)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly OrderFlow quotes = new((int)options.FlowWindow.TotalSeconds);
    private readonly VolumeBuckets? trades =
        options.VpinBuckets.TryGetValue(instrument.ToString(), out var volume) ? new(volume, options.VpinWindow) : null;

    private readonly SpreadWindow spreads = new((int)options.LiquidityWindow.TotalSeconds);
    private readonly VolumeWindow volume = new((int)options.LiquidityWindow.TotalSeconds);

    private readonly OrderDistanceWindow distances = new((int)options.IntensityWindow.TotalSeconds);

    internal int FlowSeconds => (int)options.FlowWindow.TotalSeconds;

    internal int VolatilitySeconds => (int)options.VolatilityWindow.TotalSeconds;

    internal FlowFigure Vpin => trades?.Now() ?? new(null, false, $"Books:VpinBuckets names no volume for {instrument}");

    internal FlowFigure OrderFlow(Instant venueTime) => quotes.At(venueTime);

    internal FlowFigure Volatility(MidHistory mids) => RealisedVolatility.Of(mids, VolatilitySeconds, Second);

    internal SpreadStatistics Spread(Instant venueTime) => spreads.At(venueTime);

    internal TradedVolume Traded(Instant venueTime) => volume.At(venueTime);

    internal FillIntensity Intensity(Instant venueTime) => distances.At(venueTime);

    internal FlowFigure VolatilityByRootSecond(MidHistory mids) => RealisedVolatility.ByRootSecond(mids, VolatilitySeconds, Second);

    /// <summary>Looks at the book after a change; a book that is not live counts as having no quotes.</summary>
    internal void Observe(Instant venueTime, OrderBook book)
    {
        volume.Observe(venueTime);
        distances.Observe(venueTime);
        if (book.State == BookState.Live)
        {
            var (bid, ask) = (book.BestBid, book.BestAsk);
            quotes.Observe(venueTime, bid, ask);
            spreads.Observe(venueTime, bid?.Price ?? double.NaN, ask?.Price ?? double.NaN);
        }
        else
        {
            quotes.MarkGap();
            spreads.Observe(venueTime, double.NaN, double.NaN);
        }
    }

    /// <summary>Adds a trade.</summary>
    /// <param name="venueTime">Its venue time, not before the last one.</param>
    /// <param name="trade">The trade.</param>
    /// <param name="mid">Mid of the book before the trade, in quote; NaN when it had none.</param>
    internal void Observe(Instant venueTime, Trade trade, double mid)
    {
        distances.Add(venueTime, trade.Taker, trade.Price, mid);
        trades?.Add(trade.Taker, trade.Amount);
        volume.Add(venueTime, trade.Amount);
    }

    internal void MarkTradeGap()
    {
        trades?.MarkGap();
        volume.MarkGap();
        distances.MarkGap();
    }
}
