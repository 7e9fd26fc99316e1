using Ballast.Domain.Pnl.RollUp;

namespace Ballast.Domain.Risk.Scenarios;

/// <summary>Sums of balances by asset.</summary>
public static class RiskBalances
{
    /// <summary>Adds up balances of the same asset.</summary>
    /// <returns>One per asset that holds something or may do so, in order of asset. A sum past the range of decimal stops before the term that would take it there, and says so.</returns>
    public static IReadOnlyList<RiskBalance> Sum(IEnumerable<RiskBalance> balances)
    {
        ArgumentNullException.ThrowIfNull(balances);
        var sums = new SortedDictionary<string, RiskBalance>(StringComparer.Ordinal);
        foreach (var balance in balances)
        {
            var sum = sums.GetValueOrDefault(balance.Asset) ?? new(balance.Asset, 0);
            var amount = BoundedDecimal.OrNull(() => sum.Amount + balance.Amount);
            var past = amount is null ? SettledProfit.PastDecimal : null;
            sums[balance.Asset] = new(balance.Asset, amount ?? sum.Amount, JoinedReasons.Of(sum.Reason, balance.Reason, past));
        }

        return [.. sums.Values.Where(sum => !sum.IsNothing)];
    }

    /// <summary>Balances of closed profits: what is known of each total, with the reasons when that is not all.</summary>
    public static IReadOnlyList<RiskBalance> Of(IEnumerable<SettledProfit> closed)
    {
        ArgumentNullException.ThrowIfNull(closed);
        return Sum(closed.Select(profit => new RiskBalance(
            profit.Asset, profit.KnownTotal, profit.Value.Total is null ? profit.Value.Reason ?? $"the profit in {profit.Asset} is not known" : null)));
    }
}
