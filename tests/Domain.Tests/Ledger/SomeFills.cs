using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger;

namespace Ballast.Domain.Tests.Ledger;

/// <summary>Instruments and fills for ledger tests.</summary>
internal static class SomeFills
{
    public static readonly Instrument Spot = Terms("BTCUSDT", ContractKind.Spot, "USDT", 1);
    public static readonly Instrument Linear = Terms("BTC-PERP", ContractKind.Linear, "USDT", 1);
    public static readonly Instrument Inverse = Terms("XBTUSD", ContractKind.Inverse, "BTC", 1);

    public static Fill Buy(Instrument terms, decimal quantity, decimal price, int at = 1) => Of(terms, Side.Buy, quantity, price, at);

    public static Fill Sell(Instrument terms, decimal quantity, decimal price, int at = 1) => Of(terms, Side.Sell, quantity, price, at);

    public static LedgerState Fold(Instrument terms, params Fill[] fills) =>
        fills.Aggregate(LedgerState.Empty, (state, fill) => state.Apply(fill, terms));

    private static Fill Of(Instrument terms, Side side, decimal quantity, decimal price, int at) => new()
    {
        Instrument = terms.Id, Account = "main", Portfolio = "mm", TradeId = $"t{at}", Side = side,
        Price = price, Quantity = quantity, VenueTime = new(at),
    };

    private static Instrument Terms(string symbol, ContractKind kind, string settle, decimal multiplier) => new()
    {
        Id = new("some", symbol), Kind = kind, Base = "BTC", Quote = kind == ContractKind.Inverse ? "USD" : "USDT",
        Settle = settle, Multiplier = multiplier,
    };
}
