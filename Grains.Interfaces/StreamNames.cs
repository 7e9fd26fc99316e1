using Ballast.Domain.Instruments;
using Orleans.Runtime;

namespace Ballast.Grains.Interfaces;

/// <summary>Names of stream providers and namespaces. Part of the wire: never change them.</summary>
public static class StreamNames
{
    /// <summary>Provider of books, trades and disconnects; implicit subscriptions only.</summary>
    public const string MarketProvider = "ballast-market";

    /// <summary>Provider of tickers and liquidations; explicit subscriptions.</summary>
    public const string TickerProvider = "ballast-ticker";

    /// <summary>Namespace of streams that only order books subscribe to.</summary>
    public const string Market = "market";

    /// <summary>Namespace of streams that inventories subscribe to when they open their first ledger.</summary>
    public const string Ticker = "ticker";

    /// <summary>Grain storage provider for all durable grain state.</summary>
    public const string Storage = "ballast";

    /// <summary>Stream of an instrument in <paramref name="streamNamespace"/>.</summary>
    public static StreamId For(string streamNamespace, InstrumentId instrument) =>
        StreamId.Create(streamNamespace, instrument.ToString());
}
