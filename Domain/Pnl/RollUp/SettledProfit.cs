using Ballast.Domain.Pnl.Attribution;

namespace Ballast.Domain.Pnl.RollUp;

/// <summary>Total profit of ledgers that settle in one asset, in that asset.</summary>
[GenerateSerializer, Immutable, Alias("ballast.settled-profit")]
public sealed record SettledProfit
{
    internal const string PastDecimal = "a sum is past what decimal holds";

    /// <summary>Asset of the figures.</summary>
    [Id(0)] public required string Asset { get; init; }

    /// <summary>Sum over the ledgers, with an FX part of 0; a part that is unknown in one of them is <see langword="null"/>.</summary>
    [Id(1)] public required PnlAttribution Value { get; init; }

    /// <summary>Sum of what is known of the ledgers' totals; equal to the total when all are known.</summary>
    [Id(2)] public required decimal KnownTotal { get; init; }

    /// <summary>A profit of 0 in an asset.</summary>
    public static SettledProfit None(string asset) => new() { Asset = asset, Value = PnlAttribution.Zero, KnownTotal = 0 };

    /// <summary>Adds the profit of one ledger.</summary>
    /// <param name="name">Name of the ledger, used in the reason when a part is unknown.</param>
    /// <param name="value">Its profit, in the same asset.</param>
    public SettledProfit Add(string name, PnlAttribution value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var reasons = new List<string>();
        if (Value.Reason is { } known)
        {
            reasons.Add(known);
        }

        if (value.Reason is { } reason)
        {
            reasons.Add(JoinedReasons.Named(name, reason));
        }

        var spread = Sum(Value.Spread, value.Spread, reasons);
        var inventory = Sum(Value.Inventory, value.Inventory, reasons);
        var markBasis = Sum(Value.MarkBasis, value.MarkBasis, reasons);
        var fees = Sum(Value.Fees, value.Fees, reasons);
        var funding = Sum(Value.Funding, value.Funding, reasons);
        var total = Sum(Value.Total, value.Total, reasons);
        var partial = Sum(KnownTotal, value.KnownTotal, reasons) ?? KnownTotal;
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
                PartialTotal = partial,
                Provisional = Value.Provisional || value.Provisional,
                FillsWithoutMid = Value.FillsWithoutMid + value.FillsWithoutMid,
                GridMidFills = Value.GridMidFills + value.GridMidFills,
                ThinnedMidFills = Value.ThinnedMidFills + value.ThinnedMidFills,
                Reason = JoinedReasons.Of(reasons),
            },
            KnownTotal = partial,
        };
    }

    /// <summary>Sums profits by asset, in order of asset.</summary>
    public static SettledProfit[] Of(IEnumerable<(string Name, string Asset, PnlAttribution Value)> ledgers)
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
