namespace Ballast.Domain.Pnl;

/// <summary>What ledgers that settle in one asset earned together, in that asset.</summary>
[GenerateSerializer, Immutable, Alias("ballast.settled-profit")]
public sealed record SettledProfit
{
    internal const string PastDecimal = "a sum is past what decimal holds";

    /// <summary>Asset of the figures.</summary>
    [Id(0)] public required string Asset { get; init; }

    /// <summary>Sum of all; a part that one of them does not know is <see langword="null"/>. FX is 0.</summary>
    [Id(1)] public required Attribution Value { get; init; }

    /// <summary>Sum of the totals that are known; equal to the total when all are.</summary>
    [Id(2)] public required decimal KnownTotal { get; init; }

    /// <summary>Nothing earned in an asset.</summary>
    public static SettledProfit None(string asset) => new() { Asset = asset, Value = Attribution.Zero, KnownTotal = 0 };

    /// <summary>Adds what one ledger earned.</summary>
    /// <param name="name">Names it in the reason when something of it is not known.</param>
    /// <param name="value">In the same asset.</param>
    public SettledProfit Add(string name, Attribution value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var reasons = new List<string>();
        if (Value.Reason is { } known)
        {
            reasons.Add(known);
        }

        if (value.Reason is { } reason)
        {
            reasons.Add($"{name}: {reason}");
        }

        var spread = Sum(Value.Spread, value.Spread, reasons);
        var inventory = Sum(Value.Inventory, value.Inventory, reasons);
        var markBasis = Sum(Value.MarkBasis, value.MarkBasis, reasons);
        var fees = Sum(Value.Fees, value.Fees, reasons);
        var funding = Sum(Value.Funding, value.Funding, reasons);
        var total = Sum(Value.Total, value.Total, reasons);
        return this with
        {
            Value = new()
            {
                Spread = spread,
                Inventory = inventory,
                MarkBasis = markBasis,
                Fees = fees,
                Funding = funding,
                Fx = 0,
                Total = total,
                Provisional = Value.Provisional || value.Provisional,
                FillsWithoutMid = Value.FillsWithoutMid + value.FillsWithoutMid,
                GridMidFills = Value.GridMidFills + value.GridMidFills,
                Reason = reasons.Count == 0 ? null : string.Join("; ", reasons),
            },
            KnownTotal = Sum(KnownTotal, value.Total ?? 0, reasons) ?? KnownTotal,
        };
    }

    /// <summary>Sums by asset, in order of asset.</summary>
    public static SettledProfit[] Of(IEnumerable<(string Name, string Asset, Attribution Value)> ledgers)
    {
        ArgumentNullException.ThrowIfNull(ledgers);
        var sums = new SortedDictionary<string, SettledProfit>(StringComparer.Ordinal);
        foreach (var (name, asset, value) in ledgers)
        {
            sums[asset] = (sums.GetValueOrDefault(asset) ?? None(asset)).Add(name, value);
        }

        return [.. sums.Values];
    }

    private static decimal? Sum(decimal? left, decimal? right, List<string> reasons)
    {
        try
        {
            return left + right;
        }
        catch (OverflowException)
        {
            if (!reasons.Contains(PastDecimal))
            {
                reasons.Add(PastDecimal);
            }

            return null;
        }
    }
}
