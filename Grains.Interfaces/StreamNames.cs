using Ballast.Domain.Instruments;
using Orleans.Runtime;

namespace Ballast.Grains.Interfaces;

/// <summary>Names of stream providers and namespaces. They are on the wire: never change them.</summary>
public static class StreamNames
{
    /// <summary>Stream provider of books, trades and disconnects, with implicit subscriptions only.</summary>
    public const string MarketProvider = "ballast-market";

    /// <summary>Stream provider of tickers and liquidations, with explicit subscriptions.</summary>
    public const string TickerProvider = "ballast-ticker";

    /// <summary>Stream provider of fills, with implicit subscriptions only; there is one only where streams are durable.</summary>
    public const string FillsProvider = "ballast-fills";

    /// <summary>Namespace of the streams that order books subscribe to.</summary>
    public const string Market = "market";

    /// <summary>Namespace of the streams that inventories subscribe to when they open their first ledger.</summary>
    public const string Ticker = "ticker";

    /// <summary>Namespace of the streams of fills.</summary>
    public const string Fills = "fills";

    /// <summary>Grain storage provider for all durable grain state.</summary>
    public const string Storage = "ballast";

    /// <summary>Id of an instrument's stream in <paramref name="streamNamespace"/>.</summary>
    public static StreamId For(string streamNamespace, InstrumentId instrument) =>
        StreamId.Create(streamNamespace, instrument.ToString());
}
