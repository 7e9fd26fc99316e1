using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.Ledger.Booking;

/// <summary>Upper bound of the sums in an instrument's ledgers, whatever the order in which their events are folded.</summary>
/// <remarks>
/// An event is refused when the bound would exceed the range of decimal, or when the event alone is larger than any real one. So no
/// booked trade has to be skipped, and none blocks the next. Figures from a price that comes without a quantity, such as a mid, are
/// checked when they are folded.
/// </remarks>
/// <param name="Quantity">Sum of absolute quantities, fees paid in inventory included.</param>
/// <param name="Value">Sum of their absolute values at a multiplier of 1.</param>
/// <param name="Cash">Sum of absolute fees and venue funding amounts.</param>
/// <param name="LeastMultiplier">Smallest multiplier of any terms.</param>
/// <param name="MostMultiplier">Largest multiplier of any terms.</param>
public readonly record struct Magnitude(double Quantity, double Value, double Cash, double LeastMultiplier, double MostMultiplier)
{
    // Decimal ends at 7.9e28; products while folding are at most a few times the sums.
    private const double MaxSum = 1e27;
    private const double MaxSingle = 1e24;
    private const double MaxPerContract = 1e21;
    private const double MaxRescaling = 1e6;

    /// <summary>The bound before any event, under these terms.</summary>
    internal static Magnitude Of(Instrument terms) => new(0, 0, 0, (double)terms.Multiplier, (double)terms.Multiplier);

    /// <summary>Whether a ledger can hold the value of a quantity at a price.</summary>
    internal static bool Fits(decimal quantity, ContractValue contract, decimal price)
    {
        var value = Math.Abs(contract.At((double)price));
        return value < MaxPerContract && value * Math.Abs((double)quantity) < MaxSingle;
    }

    /// <summary>Whether a ledger can hold an amount times a rate.</summary>
    internal static bool Fits(decimal amount, decimal rate) => Math.Abs((double)amount * (double)rate) < MaxSingle;

    /// <summary>The bound after one more event.</summary>
    internal Magnitude With(LedgerEvent ledgerEvent, ContractKind kind) => ledgerEvent switch
    {
        Fill fill => Moved(fill.Quantity, fill.Price, kind).Moved(fill.Fee, fill.Price, kind) with
        {
            Cash = Cash + (Math.Abs((double)fill.Fee) * Math.Max(1, (double)(fill.FeeRate ?? 1))),
        },
        Adjustment adjustment => Moved(adjustment.Quantity, adjustment.Price, kind),
        FundingPayment { Amount: { } amount } => this with { Cash = Cash + Math.Abs((double)amount) },
        TermsChange change => this with
        {
            LeastMultiplier = Math.Min(LeastMultiplier, (double)change.Multiplier),
            MostMultiplier = Math.Max(MostMultiplier, (double)change.Multiplier),
        },
        _ => this,
    };

    /// <summary>Why the event cannot be added to the events so far; <see langword="null"/> when it can.</summary>
    internal string? Fault(LedgerEvent ledgerEvent, ContractKind kind)
    {
        var next = With(ledgerEvent, kind);
        var (perContract, rate) = ledgerEvent switch
        {
            Fill fill => (Unit(fill.Price, kind), 1.0),
            Adjustment adjustment => (Unit(adjustment.Price, kind), 1.0),
            Settlement settlement => (Unit(settlement.Price, kind), 1.0),
            FundingPayment { Rate: { } rateOfMark, Mark: { } mark } => (Unit(mark, kind), Math.Max(1, Math.Abs((double)rateOfMark))),
            _ => (0.0, 1.0),
        };
        var rescaling = next.MostMultiplier / next.LeastMultiplier;
        var fits = rescaling < MaxRescaling
            && perContract * next.MostMultiplier * rate < MaxPerContract
            && next.Quantity * rescaling * Math.Max(1, next.MostMultiplier) < MaxSum
            && (next.Value * next.MostMultiplier) + next.Cash < MaxSum
            && next.Quantity - Quantity < MaxSingle
            && ((next.Value - Value) * next.MostMultiplier) + next.Cash - Cash < MaxSingle;
        return fits ? null : $"{ledgerEvent.Name}: {Describe(ledgerEvent)} is past what the ledger can hold";
    }

    private Magnitude Moved(decimal quantity, decimal price, ContractKind kind)
    {
        var moved = Math.Abs((double)quantity);
        return this with { Quantity = Quantity + moved, Value = Value + (moved * Unit(price, kind)) };
    }

    /// <summary>Value of one contract at a multiplier of 1, without its sign.</summary>
    private static double Unit(decimal price, ContractKind kind) => Math.Abs(new ContractValue(kind, 1m).At((double)price));

    private static string Describe(LedgerEvent ledgerEvent) => ledgerEvent switch
    {
        Fill fill => $"quantity {fill.Quantity} at price {fill.Price} with fee {fill.Fee}",
        Adjustment adjustment => $"quantity {adjustment.Quantity} at price {adjustment.Price}",
        FundingPayment { Source: FundingSource.Rate } funding => $"rate {funding.Rate} at mark {funding.Mark}",
        FundingPayment funding => $"amount {funding.Amount}",
        Settlement settlement => $"price {settlement.Price}",
        TermsChange change => $"multiplier {change.Multiplier}",
        _ => "it",
    };
}
