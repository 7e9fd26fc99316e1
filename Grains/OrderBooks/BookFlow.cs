namespace Ballast.Grains.OrderBooks;

/// <summary>Follows what one instrument's quotes and trades show over time.</summary>
internal sealed class BookFlow(InstrumentId instrument, BookOptions options)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly OrderFlow _quotes = new((int)options.FlowWindow.TotalSeconds);
    private readonly VolumeBuckets? _trades =
        options.VpinBuckets.TryGetValue(instrument.ToString(), out var volume) ? new(volume, options.VpinWindow) : null;

    internal int FlowSeconds => (int)options.FlowWindow.TotalSeconds;

    internal int VolatilitySeconds => (int)options.VolatilityWindow.TotalSeconds;

    internal FlowFigure Vpin => _trades?.Now() ?? new(null, false, $"Books:VpinBuckets names no volume for {instrument}");

    internal FlowFigure OrderFlow(Instant venueTime) => _quotes.At(venueTime);

    internal FlowFigure Volatility(MidHistory mids) => RealisedVolatility.Of(mids, VolatilitySeconds, Second);

    /// <summary>The book after a change; while it is not live its quotes are none.</summary>
    internal void Observe(Instant venueTime, OrderBook book)
    {
        if (book.State == BookState.Live)
        {
            _quotes.Observe(venueTime, book.BestBid, book.BestAsk);
        }
        else
        {
            _quotes.MarkGap();
        }
    }

    internal void Observe(Trade trade) => _trades?.Add(trade.Taker, trade.Amount);

    internal void MarkTradeGap() => _trades?.MarkGap();
}
