using Ballast.Domain;
using Ballast.Domain.Risk.Quoting;
using Ballast.Grains.Interfaces.Books;
using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces;

/// <summary>Order book of one instrument, rebuilt from its feed.</summary>
/// <remarks>Key: <c>exchange/symbol</c>. Reads never wait for market data. No method calls another grain before it answers.</remarks>
[Alias("ballast.grain.order-book")]
public interface IOrderBookGrain : IGrainWithStringKey
{
    /// <summary>The book with the best <paramref name="depth"/> levels of each side, at most 25.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<BookView> GetBook(int depth);

    /// <summary>The book now and after each change; a slow reader gets only the newest state.</summary>
    [Alias("watch")]
    IAsyncEnumerable<BookView> Watch(int depth, CancellationToken cancellationToken = default);

    /// <summary>Trades after a cursor, at most <paramref name="limit"/>.</summary>
    [Alias("read-trades"), AlwaysInterleave]
    Task<TradePage> ReadTrades(TradeCursor after, int limit);

    /// <summary>Trades after a cursor, as they arrive.</summary>
    [Alias("watch-trades")]
    IAsyncEnumerable<TradePage> WatchTrades(TradeCursor after, CancellationToken cancellationToken = default);

    /// <summary>Registers a subscriber for all mids from now on. The registration is not stored and must be renewed within 30 s.</summary>
    [Alias("register"), AlwaysInterleave]
    Task<BookRegistration> Register(IMidSubscriber subscriber);

    /// <summary>The mid at <paramref name="from"/> and all later changes, within the last 15 minutes of venue time.</summary>
    [Alias("mids-from"), AlwaysInterleave]
    Task<MidWindow> GetMids(Instant from);

    /// <summary>Grid samples from index <paramref name="fromIndex"/> on that are closed at <paramref name="watermark"/>.</summary>
    [Alias("samples"), AlwaysInterleave]
    Task<SampleColumn> GetSamples(long fromIndex, Instant watermark);

    /// <summary>Figures of the current book and of recent quotes, trades and mids.</summary>
    [Alias("analytics"), AlwaysInterleave]
    Task<BookAnalyticsView> GetAnalytics(BookAnalyticsRequest request);

    /// <summary>Market data for quoting models, with their configured parameters.</summary>
    [Alias("quote-inputs"), AlwaysInterleave]
    Task<QuoteInputs> GetQuoteInputs();

    /// <summary>Counts of the data the book has received.</summary>
    [Alias("statistics"), AlwaysInterleave]
    Task<BookStatistics> GetStatistics();

    /// <summary>Completes when all subscribers have received all mids known at the call.</summary>
    [Alias("drain"), AlwaysInterleave]
    Task Flush();
}
