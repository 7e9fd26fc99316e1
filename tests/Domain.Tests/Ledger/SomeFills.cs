using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Tests.Ledger;

/// <summary>Instruments and events for ledger tests.</summary>
internal static class SomeFills
{
    public static readonly Instrument Spot = Terms("BTCUSDT", ContractKind.Spot, "USDT", 1);
    public static readonly Instrument Linear = Terms("BTC-PERP", ContractKind.Linear, "USDT", 1);
    public static readonly Instrument Inverse = Terms("XBTUSD", ContractKind.Inverse, "BTC", 1);
    public static readonly Instrument Quanto = Terms("ETHUSD", ContractKind.Quanto, "BTC", 0.000001m);

    public static Fill Buy(Instrument terms, decimal quantity, decimal price, int at = 1) => Of(terms, Side.Buy, quantity, price, at);

    public static Fill Sell(Instrument terms, decimal quantity, decimal price, int at = 1) => Of(terms, Side.Sell, quantity, price, at);

    public static FillVoid Void(Fill fill) => new()
    {
        Instrument = fill.Instrument, Account = fill.Account, Portfolio = fill.Portfolio, TradeId = fill.TradeId, Side = fill.Side,
        VenueTime = new(fill.VenueTime.Micros + 1_000),
    };

    public static FundingPayment Paid(Instrument terms, decimal amount, int at) => OfTime(terms, FundingSource.Venue, at) with { Amount = amount };

    public static FundingPayment Rated(Instrument terms, decimal rate, decimal mark, int at) =>
        OfTime(terms, FundingSource.Rate, at) with { Rate = rate, Mark = mark };

    public static FundingPayment Missing(Instrument terms, int at) => OfTime(terms, FundingSource.Missing, at);

    public static Adjustment Adjust(Instrument terms, decimal quantity, decimal price, int at, AdjustmentReason reason = AdjustmentReason.Transfer) => new()
    {
        Instrument = terms.Id, Account = "main", Portfolio = "mm", AdjustmentId = $"a{at}", Quantity = quantity, Price = price,
        Reason = reason, VenueTime = new(at),
    };

    public static Settlement Settle(Instrument terms, decimal price, int at) =>
        new() { Instrument = terms.Id, Account = "", Portfolio = "", Price = price, VenueTime = new(at) };

    public static TermsChange Change(Instrument terms, decimal multiplier, int at) =>
        new() { Instrument = terms.Id, Account = "", Portfolio = "", Multiplier = multiplier, VenueTime = new(at) };

    /// <summary>The ledger of fills applied in the order given.</summary>
    public static LedgerState Fold(Instrument terms, params Fill[] fills)
    {
        var ledgers = new InstrumentLedgers(terms);
        Book(ledgers, [.. fills.Select((fill, i) => fill with { TradeId = $"f{i}", VenueSequence = i })]);
        return ledgers.Only();
    }

    /// <summary>Books events under the next numbers and returns the outcome of each.</summary>
    public static FillOutcome[] Book(InstrumentLedgers ledgers, params LedgerEvent[] events)
    {
        var prepared = ledgers.Prepare(events, StampRange.All);
        ledgers.Commit(prepared, ledgers.Keys.Count + 1);
        return [.. prepared.Entries.Select(e => e.Outcome)];
    }

    public static LedgerState Only(this InstrumentLedgers ledgers) => ledgers.All.Single().State;

    private static Fill Of(Instrument terms, Side side, decimal quantity, decimal price, int at) => new()
    {
        Instrument = terms.Id, Account = "main", Portfolio = "mm", TradeId = $"t{at}", Side = side,
        Price = price, Quantity = quantity, VenueTime = new(at),
    };

    private static FundingPayment OfTime(Instrument terms, FundingSource source, int at) =>
        new() { Instrument = terms.Id, Account = "main", Portfolio = "mm", Source = source, VenueTime = new(at) };

    private static Instrument Terms(string symbol, ContractKind kind, string settle, decimal multiplier) => new()
    {
        Id = new("some", symbol), Kind = kind, Base = kind == ContractKind.Quanto ? "ETH" : "BTC",
        Quote = kind is ContractKind.Inverse or ContractKind.Quanto ? "USD" : "USDT", Settle = settle, Multiplier = multiplier,
    };
}
