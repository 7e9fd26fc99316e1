using Ballast.Grains.Interfaces.Books;
using Orleans.Streams;

namespace Ballast.Grains.Inventory.Marks;

/// <summary>An inventory's registration with its book for mids, and with the feed that publishes the instrument for tickers.</summary>
internal sealed class MarketSubscription(InstrumentId instrument, IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);

    private string? _feed;
    private long _renewed;

    /// <summary>The book.</summary>
    internal IOrderBookGrain Book { get; } = grains.Book(instrument);

    /// <summary>Whether the registration should be renewed: it is soft state, and without a feed another may have begun.</summary>
    internal bool IsDue => _feed is null || time.GetElapsedTime(_renewed) >= RenewEvery;

    /// <summary>Registers with the book; the answer holds what the book knows now.</summary>
    internal async Task<BookRegistration> Renew(IMidSubscriber subscriber)
    {
        var registration = await Book.Register(subscriber);
        _renewed = time.GetTimestamp();
        return registration;
    }

    /// <summary>Notes which feed publishes the instrument; answers whether it is another than before.</summary>
    internal bool Follow(string? named)
    {
        if (named is null || named == _feed)
        {
            return false;
        }

        _feed = named;
        return true;
    }

    /// <summary>The feed's last ticker; <see langword="null"/> when it has none, or no feed is known.</summary>
    internal Task<MarketBatch?> LastTicker() => _feed is null ? Task.FromResult<MarketBatch?>(null) : LastTickerOf(_feed);

    /// <summary>As <see cref="LastTicker"/>, of a feed that has just published.</summary>
    internal Task<MarketBatch?> LastTickerOf(string publisher) => grains.Feed(publisher).GetLastTicker(instrument);

    /// <summary>Takes up every subscription to the instrument's tickers, or makes the first.</summary>
    internal async Task Subscribe(IStreamProvider streams, Func<MarketBatch, Task> onTicker)
    {
        var stream = streams.GetStream<MarketBatch>(StreamNames.For(StreamNames.Ticker, instrument));
        var handles = await stream.GetAllSubscriptionHandles();
        if (handles.Count == 0)
        {
            await stream.SubscribeAsync((batch, _) => onTicker(batch));
        }

        foreach (var handle in handles)
        {
            await handle.ResumeAsync((batch, _) => onTicker(batch));
        }
    }
}
