using Ballast.Domain.Instruments;

namespace Ballast.Grains.Interfaces;

/// <summary>Keys of grains: finds each grain by what it stands for, so that no caller spells a key itself.</summary>
public static class GrainKeys
{
    /// <summary>Key of the only FX grain.</summary>
    public const string FxKey = "fx";

    /// <summary>Key of the only feed directory.</summary>
    public const string FeedDirectoryKey = "feeds";

    /// <summary>Key of the catalogue.</summary>
    public const string CatalogKey = "catalog";

    /// <summary>Key of the only grain of durable streams.</summary>
    public const string StreamsKey = "streams";

    /// <summary>State and dead letters of the durable streams.</summary>
    public static IStreamsGrain Streams(this IGrainFactory grains) => grains.GetGrain<IStreamsGrain>(StreamsKey);

    /// <summary>The catalogue of portfolios and instruments.</summary>
    public static ICatalogGrain Catalog(this IGrainFactory grains) => grains.GetGrain<ICatalogGrain>(CatalogKey);

    /// <summary>The book of an instrument.</summary>
    public static IOrderBookGrain Book(this IGrainFactory grains, InstrumentId instrument) => grains.GetGrain<IOrderBookGrain>(instrument.ToString());

    /// <summary>The inventory of an instrument.</summary>
    public static IInventoryGrain Inventory(this IGrainFactory grains, InstrumentId instrument) => grains.GetGrain<IInventoryGrain>(instrument.ToString());

    /// <summary>The contract terms of an instrument.</summary>
    public static IInstrumentGrain Instrument(this IGrainFactory grains, InstrumentId instrument) => grains.GetGrain<IInstrumentGrain>(instrument.ToString());

    /// <summary>A portfolio.</summary>
    public static IPortfolioGrain Portfolio(this IGrainFactory grains, PortfolioId portfolio) => grains.GetGrain<IPortfolioGrain>(portfolio.Name);

    /// <summary>A shard of a feed.</summary>
    /// <param name="grains">Where grains are found.</param>
    /// <param name="feed">The shard, as <c>feed/shard</c>.</param>
    public static IFeedGrain Feed(this IGrainFactory grains, string feed) => grains.GetGrain<IFeedGrain>(feed);

    /// <summary>What the feeds of the cluster last reported.</summary>
    public static IFeedDirectoryGrain FeedDirectory(this IGrainFactory grains) => grains.GetGrain<IFeedDirectoryGrain>(FeedDirectoryKey);

    /// <summary>The exchange rates.</summary>
    public static IFxGrain Fx(this IGrainFactory grains) => grains.GetGrain<IFxGrain>(FxKey);
}
