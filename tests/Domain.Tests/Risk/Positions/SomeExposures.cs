using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Risk.Exposure;

namespace Ballast.Domain.Tests.Risk.Positions;

/// <summary>Terms, ledgers and rates that exposure tests share.</summary>
internal static class SomeExposures
{
    internal static readonly Instrument Spot = Terms("binance/BTCUSDT", ContractKind.Spot, "BTC", "USDT", "USDT");
    internal static readonly Instrument Linear = Terms("binance-futures/BTCUSDT", ContractKind.Linear, "BTC", "USDT", "USDT", 0.5m);
    internal static readonly Instrument Inverse = Terms("bitmex/XBTUSD", ContractKind.Inverse, "BTC", "USD", "BTC", 1m);
    internal static readonly Instrument Quanto = Terms("bitmex/ETHUSD", ContractKind.Quanto, "ETH", "USD", "BTC", 0.000001m);

    internal static Instrument Terms(string id, ContractKind kind, string @base, string quote, string settle, decimal multiplier = 1m) =>
        new() { Id = InstrumentId.Parse(id), Kind = kind, Base = @base, Quote = quote, Settle = settle, Multiplier = multiplier };

    /// <summary>A position opened at one price.</summary>
    internal static ExposedLedger Opened(Instrument terms, decimal quantity, decimal price, decimal? mark, decimal fees = 0, string account = "main") => new()
    {
        Terms = terms,
        Account = account,
        Quantity = quantity,
        OpenCost = quantity * terms.Contract.At(price),
        Realized = 0,
        Fees = fees,
        Funding = 0,
        Mark = mark,
    };

    /// <summary>A table that knows what each asset costs in the last one's units.</summary>
    internal static FxTable Rates(string currency, params (string Asset, decimal Price)[] prices) => new()
    {
        Version = 1,
        Now = default,
        MaxAge = TimeSpan.MaxValue,
        Quotes = [.. prices.Where(p => p.Asset != currency).Select(p => new FxQuote(p.Asset, currency, p.Price, default))],
    };

    internal static AssetExposure Of(this ExposureFigures exposure, string asset) => exposure.Assets.Single(a => a.Asset == asset);
}
