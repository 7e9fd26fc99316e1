using Orleans.Streams;

namespace Ballast.Grains.Feeds;

/// <summary>What a publisher reaches the rest of the cluster through.</summary>
/// <param name="Grain">The feed grain itself, called from outside its turn.</param>
/// <param name="Market">Provider of the books' streams.</param>
/// <param name="Ticker">Provider of the inventories' streams.</param>
/// <param name="Clock">The market clock that publishing drives.</param>
/// <param name="Time">Monotone time for acknowledgement limits.</param>
/// <param name="Met">Told of each instrument before its first event of an epoch is published, which waits until that completes; must not fail.</param>
internal sealed record FeedLinks(
    IFeedGrain Grain,
    IStreamProvider Market,
    IStreamProvider Ticker,
    MarketClock Clock,
    TimeProvider Time,
    Func<InstrumentId, Task> Met);
