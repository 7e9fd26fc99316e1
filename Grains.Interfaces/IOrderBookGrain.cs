using Ballast.Domain;
using Ballast.Domain.Risk;
using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces;

/// <summary>The book of one instrument, rebuilt from its feed.</summary>
/// <remarks>Key: <c>exchange/symbol</c>. Reads never wait behind market data. No method calls another grain before it answers.</remarks>
[Alias("ballast.grain.order-book")]
public interface IOrderBookGrain : IGrainWithStringKey
{
    /// <summary>The book, its best <paramref name="depth"/> levels (at most 25) a side.</summary>
    [Alias("get"), AlwaysInterleave]
    Task<BookView> GetBook(int depth);

    /// <summary>The book now and whenever it has changed, newest only when the reader is slower than the book.</summary>
    [Alias("watch")]
    IAsyncEnumerable<BookView> Watch(int depth, CancellationToken cancellationToken = default);

    /// <summary>Trades after a cursor, at most <paramref name="limit"/>.</summary>
    [Alias("read-trades"), AlwaysInterleave]
    Task<TradePage> ReadTrades(TradeCursor after, int limit);

    /// <summary>Trades after a cursor as they come.</summary>
    [Alias("watch-trades")]
    IAsyncEnumerable<TradePage> WatchTrades(TradeCursor after, CancellationToken cancellationToken = default);

    /// <summary>Asks for every mid from now on; soft state, to be renewed within 30 s.</summary>
    [Alias("register"), AlwaysInterleave]
    Task<BookRegistration> Register(IMidSubscriber subscriber);

    /// <summary>The mid at <paramref name="from"/> and every change after it, as far as the last 15 minutes of venue time reach back.</summary>
    [Alias("mids-from"), AlwaysInterleave]
    Task<MidWindow> GetMids(Instant from);

    /// <summary>Grid samples from <paramref name="fromIndex"/> on that <paramref name="watermark"/> has closed.</summary>
    [Alias("samples"), AlwaysInterleave]
    Task<SampleColumn> GetSamples(long fromIndex, Instant watermark);

    /// <summary>Figures of the book as it is now, and of quotes, trades and mids before it.</summary>
    [Alias("analytics"), AlwaysInterleave]
    Task<BookAnalyticsView> GetAnalytics(BookAnalyticsRequest request);

    /// <summary>What quoting models need of the book, with the parameters they are configured with.</summary>
    [Alias("quote-inputs"), AlwaysInterleave]
    Task<QuoteInputs> GetQuoteInputs();

    /// <summary>What the book has been fed.</summary>
    [Alias("statistics"), AlwaysInterleave]
    Task<BookStatistics> GetStatistics();

    /// <summary>Completes when every subscriber has taken every mid known at the call.</summary>
    [Alias("drain"), AlwaysInterleave]
    Task Drain();
}

/// <summary>A grain that takes the mids of books it registered with.</summary>
[Alias("ballast.grain.mid-subscriber")]
public interface IMidSubscriber : IGrainWithStringKey
{
    /// <summary>Takes mids, in order; a repeated change is ignored.</summary>
    [Alias("mids"), AlwaysInterleave]
    Task OnMids(MidUpdate update);
}
