using Ballast.Grains.Feeds.Placement;
using Ballast.Grains.Feeds.Publishing;
using Ballast.Grains.Interfaces.Books;
using Orleans.Streams;

namespace Ballast.Grains.Feeds;

/// <summary>A silo as the host of feeds: services for running feeds, and whether it still starts feeds. One per silo.</summary>
/// <remarks>Safe for use from many threads.</remarks>
public sealed class FeedHost
{
    private readonly IClusterClient _cluster;
    private readonly ILocalSiloDetails _silo;
    private readonly FeedPlaces _places;
    private readonly Lazy<IStreamProvider> _market;
    private readonly Lazy<IStreamProvider> _ticker;
    private volatile bool _isStopping;

    /// <summary>Creates the host.</summary>
    public FeedHost(
        IClusterClient cluster, ILocalSiloDetails silo, FeedPlaces places, MarketClock clock, TimeProvider time, RateOffers rates)
    {
        ArgumentNullException.ThrowIfNull(silo);
        (_cluster, _silo, _places) = (cluster, silo, places);
        _market = new(() => cluster.GetStreamProvider(StreamNames.MarketProvider));
        _ticker = new(() => cluster.GetStreamProvider(StreamNames.TickerProvider));
        (Clock, Time, Rates, Silo) = (clock, time, rates, silo.SiloAddress.Endpoint.ToString());
        Resyncs = new(time);
    }

    /// <summary>This silo, as <c>address:port</c>.</summary>
    public string Silo { get; }

    /// <summary>Address of this silo.</summary>
    public SiloAddress Address => _silo.SiloAddress;

    /// <summary>Whether the silo is stopping, so that no feed is started here any more.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>The market clock, which follows what books have applied.</summary>
    internal MarketClock Clock { get; }

    /// <summary>Monotone time, for limits on acknowledgements.</summary>
    internal TimeProvider Time { get; }

    /// <summary>Limits the snapshots that repair books, over all feeds.</summary>
    internal ResyncBudget Resyncs { get; }

    /// <summary>Offers instruments as exchange rates.</summary>
    internal RateOffers Rates { get; }

    /// <summary>From now on no feed is started here.</summary>
    public void MarkStopping() => _isStopping = true;

    /// <summary>The grain of a feed, for calls from outside a grain's turn.</summary>
    internal IFeedGrain Feed(string feed) => _cluster.Feed(feed);

    /// <summary>The stream to an instrument's book.</summary>
    internal IAsyncStream<MarketBatch> MarketStream(InstrumentId instrument) =>
        _market.Value.GetStream<MarketBatch>(StreamNames.For(StreamNames.Market, instrument));

    /// <summary>The stream to an instrument's inventory.</summary>
    internal IAsyncStream<MarketBatch> TickerStream(InstrumentId instrument) =>
        _ticker.Value.GetStream<MarketBatch>(StreamNames.For(StreamNames.Ticker, instrument));

    /// <summary>The silo that a feed goes to when this one stops; <see langword="null"/> when this is the only one.</summary>
    internal SiloAddress? Other(string feed) => _places.Other(feed);
}
