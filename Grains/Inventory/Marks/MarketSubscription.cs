using Ballast.Grains.Interfaces.Books;
using Orleans.Streams;

namespace Ballast.Grains.Inventory.Marks;

/// <summary>An inventory's registration with its book for mids, and with the feed that publishes the instrument for tickers.</summary>
internal sealed class MarketSubscription(InstrumentId instrument, IGrainFactory grains, TimeProvider time)
{
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);

    private long _renewed;

    /// <summary>Book of the instrument.</summary>
    internal IOrderBookGrain Book { get; } = grains.Book(instrument);

    /// <summary>Whether to renew the registration: it expires, and while no feed is known one may have started.</summary>
    internal bool IsDue => Feed is null || time.GetElapsedTime(_renewed) >= RenewEvery;

    /// <summary>Registers with the book, which returns its current mid and feed.</summary>
    internal async Task<BookRegistration> Renew(IMidSubscriber subscriber)
    {
        var registration = await Book.Register(subscriber);
        _renewed = time.GetTimestamp();
        return registration;
    }

    /// <summary>Key of the feed that publishes the instrument; <see langword="null"/> while none is known.</summary>
    internal string? Feed { get; private set; }

    /// <summary>Sets the feed that publishes the instrument. Returns whether it is a different one.</summary>
    internal bool SetFeed(string? feed)
    {
        if (feed is null || feed == Feed)
        {
            return false;
        }

        Feed = feed;
        return true;
    }

    /// <summary>The feed's last ticker; <see langword="null"/> when it has none, or no feed is known.</summary>
    internal Task<MarketBatch?> LastTicker() => Feed is null ? Task.FromResult<MarketBatch?>(null) : LastTickerOf(Feed);

    /// <summary>As <see cref="LastTicker"/>, for a given feed.</summary>
    internal Task<MarketBatch?> LastTickerOf(string publisher) => grains.Feed(publisher).GetLastTicker(instrument);

    /// <summary>Resumes every subscription to the instrument's tickers, or creates the first.</summary>
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
