namespace Ballast.Cluster.Tests.Fixture;

/// <summary>Builders of events and fills.</summary>
internal static class Some
{
    internal static Instant Now => Instant.From(TimeProvider.System.GetUtcNow());

    internal static BookChange Snapshot(InstrumentId instrument, double bid, double ask, Instant? at = null) => new()
    {
        Instrument = instrument,
        VenueTime = at ?? Now,
        ReceivedAt = at ?? Now,
        IsSnapshot = true,
        Bids = [new(bid, 1)],
        Asks = [new(ask, 1)],
    };

    /// <summary>A change of one bid; amount 0 removes it.</summary>
    internal static BookChange Bid(InstrumentId instrument, double price, double amount, Instant? at = null) => new()
    {
        Instrument = instrument,
        VenueTime = at ?? Now,
        ReceivedAt = at ?? Now,
        IsSnapshot = false,
        Bids = [new(price, amount)],
        Asks = [],
    };

    internal static Trade Trade(InstrumentId instrument, string id) => new()
    {
        Instrument = instrument,
        VenueTime = Now,
        ReceivedAt = Now,
        TradeId = id,
        Price = 100,
        Amount = 1,
        Taker = TakerSide.Buy,
    };

    internal static DerivativeTicker Ticker(InstrumentId instrument, double mark) => new()
    {
        Instrument = instrument,
        VenueTime = Now,
        ReceivedAt = Now,
        MarkPrice = mark,
    };

    internal static Liquidation Liquidation(InstrumentId instrument) => new()
    {
        Instrument = instrument,
        VenueTime = Now,
        ReceivedAt = Now,
        Price = 100,
        Amount = 1,
        Taker = TakerSide.Sell,
    };

    internal static MarketBatch Batch(string feed, long epoch, long sequence, InstrumentId instrument, params MarketEvent[] events) => new()
    {
        Feed = feed,
        Epoch = epoch,
        Sequence = sequence,
        PublishedAt = Now,
        Instrument = instrument,
        Events = events,
        AcknowledgeNow = true,
    };

    internal static Fill Fill(
        InstrumentId instrument, string portfolio, string id, decimal price = 100m, decimal quantity = 1m, Side side = Side.Buy) => new()
    {
        Instrument = instrument,
        Account = "main",
        Portfolio = portfolio,
        TradeId = id,
        Side = side,
        Price = price,
        Quantity = quantity,
        VenueTime = new(1_700_000_000_000_000),
    };
}

/// <summary>Awaits transitions.</summary>
internal static class Waiting
{
    /// <summary>Longest wait for a transition, far past what a busy machine needs; past it the test says which one did not come.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The first view of a sequence that is as asked.</summary>
    internal static async Task<T> Until<T>(this IAsyncEnumerable<T> views, Func<T, bool> reached, string transition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        T? last = default;
        try
        {
            await foreach (var view in views.WithCancellation(patience.Token))
            {
                last = view;
                if (reached(view))
                {
                    return view;
                }
            }
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            // Told below.
        }

        throw new TimeoutException($"{transition} did not come within {Patience.TotalSeconds} s; last: {last}");
    }

    internal static Task<BookView> Until(this IOrderBookGrain book, Func<BookView, bool> reached, string transition) =>
        book.Watch(25, TestContext.Current.CancellationToken).WithBatchSize(1).Until(reached, transition);

    internal static Task<PortfolioView> Until(this IPortfolioGrain portfolio, Func<PortfolioView, bool> reached, string transition) =>
        portfolio.Watch(new(portfolio.GetPrimaryKeyString()), TestContext.Current.CancellationToken).WithBatchSize(1).Until(reached, transition);
}
