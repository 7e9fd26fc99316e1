using Orleans.Streams;

namespace Ballast.Grains.Feeds;

/// <summary>What a publisher reaches the rest of the cluster through.</summary>
/// <param name="Grain">The feed grain itself, called from outside its turn.</param>
/// <param name="Market">Provider of the books' streams.</param>
/// <param name="Ticker">Provider of the inventories' streams.</param>
/// <param name="Clock">The market clock that publishing drives.</param>
/// <param name="Time">Monotone time for acknowledgement limits.</param>
/// <param name="Met">Told of each instrument the first time it is published in an epoch; must return at once.</param>
/// <param name="Stopping">Cancelled when the feed stops: the grain then waits for the connection and takes no call of it.</param>
internal sealed record FeedLinks(
    IFeedGrain Grain,
    IStreamProvider Market,
    IStreamProvider Ticker,
    MarketClock Clock,
    TimeProvider Time,
    Action<InstrumentId> Met,
    CancellationToken Stopping);
