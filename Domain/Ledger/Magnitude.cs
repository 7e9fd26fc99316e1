using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger;

/// <summary>How large the sums of an instrument's ledgers can become, whatever the order their events are folded in.</summary>
/// <remarks>An event is refused when it would take the bound past what decimal holds, so that no booked event ever has to be left out.</remarks>
internal sealed class Magnitude
{
    // Decimal ends at 7.9e28; products of a fold are at most a few times these sums.
    private const double Most = 1e27;

    private double quantity;
    private double money;
    private double largestValue;

    internal (double Quantity, double Money, double LargestValue) Sums
    {
        get => (quantity, money, largestValue);
        set => (quantity, money, largestValue) = value;
    }

    /// <summary>Why the event cannot be taken on top of what is there, or <see langword="null"/>.</summary>
    internal string? Fault(LedgerEvent ledgerEvent, Instrument terms)
    {
        try
        {
            var (q, m, v) = With(ledgerEvent, terms);
            return q < Most && m < Most && q * v < Most ? null : $"{ledgerEvent.Name}: {Describe(ledgerEvent)} is past what the ledger can hold";
        }
        catch (OverflowException)
        {
            return $"{ledgerEvent.Name}: {Describe(ledgerEvent)} is past what the ledger can hold";
        }
    }

    internal void Add(LedgerEvent ledgerEvent, Instrument terms) => (quantity, money, largestValue) = With(ledgerEvent, terms);

    private (double Quantity, double Money, double LargestValue) With(LedgerEvent ledgerEvent, Instrument terms)
    {
        var contract = terms.Contract;
        double Value(decimal price) => Math.Abs((double)contract.At(price));
        switch (ledgerEvent)
        {
            case Fill fill:
                var (size, fee) = ((double)fill.Quantity, Math.Abs((double)fill.Fee));
                var worth = fee * Math.Max(1, Math.Max((double)fill.Price, (double)(fill.FeeRate ?? 0)));
                return (quantity + size + fee, money + (size * Value(fill.Price)) + worth, Math.Max(largestValue, Value(fill.Price)));
            case Adjustment adjustment:
                var moved = Math.Abs((double)adjustment.Quantity);
                return (quantity + moved, money + (moved * Value(adjustment.Price)), Math.Max(largestValue, Value(adjustment.Price)));
            case Funding { Amount: { } amount }:
                return (quantity, money + Math.Abs((double)amount), largestValue);
            case Funding { Rate: { } rate, Mark: { } mark }:
                return (quantity, money + (quantity * Value(mark) * Math.Abs((double)rate)), Math.Max(largestValue, Value(mark)));
            case Settlement settlement:
                return (quantity, money, Math.Max(largestValue, Value(settlement.Price)));
            case TermsChange change:
                var ratio = Math.Max(1, (double)(terms.Multiplier / change.Multiplier));
                return (quantity * ratio, money, largestValue * Math.Max(1, (double)(change.Multiplier / terms.Multiplier)));
            default:
                return Sums;
        }
    }

    private static string Describe(LedgerEvent ledgerEvent) => ledgerEvent switch
    {
        Fill fill => $"quantity {fill.Quantity} at price {fill.Price} with fee {fill.Fee}",
        Adjustment adjustment => $"quantity {adjustment.Quantity} at price {adjustment.Price}",
        Funding funding => $"rate {funding.Rate} at mark {funding.Mark}, amount {funding.Amount}",
        Settlement settlement => $"price {settlement.Price}",
        TermsChange change => $"multiplier {change.Multiplier}",
        _ => "it",
    };
}
