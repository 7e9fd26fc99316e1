namespace Ballast.Silo.Feeds.Tardis.Live.Settings;

/// <summary>Exchanges whose normalized data has derivative tickers; a server refuses requests for them from other exchanges.</summary>
internal static class DerivativeExchanges
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "binance-futures", "binance-delivery", "bitmex", "deribit", "bybit", "okex-swap", "okex-futures", "cryptofacilities",
        "coinbase-international", "huobi-dm", "huobi-dm-swap", "huobi-dm-linear-swap", "gate-io-futures", "kucoin-futures",
        "bitget-futures", "hyperliquid", "dydx-v4", "phemex", "bitfinex-derivatives",
    };

    internal static bool Has(string exchange) => Names.Contains(exchange);
}
