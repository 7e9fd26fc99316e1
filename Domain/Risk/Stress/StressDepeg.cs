using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk.Stress;

/// <summary>
/// Runs a depeg: each asset has a factor, prices change by the quotient of two factors, and conversions by that of the asset converted, because the
/// profit is measured in what the report currency was worth before.
/// </summary>
internal static class StressDepeg
{
    internal static void Run(StressTally tally, StressScenario scenario, StressTerms terms)
    {
        var factors = scenario.Shocks.ToDictionary(shock => shock.Target, shock => 1 + shock.Move, StringComparer.Ordinal);
        double Of(string asset) => factors.GetValueOrDefault(asset, 1);
        foreach (var (leg, value) in tally.Valued(_ => true))
        {
            if (!terms.Pairs.TryGetValue(leg.Instrument, out var pair))
            {
                tally.AddMissing($"base and quote of {leg.Instrument} are not known");
                continue;
            }

            // The value of an inverse contract, −m/p, changes with the inverse of the price.
            var price = Of(pair.Base) / Of(pair.Quote);
            var moved = leg.Contract.Kind == ContractKind.Inverse ? 1 / price : price;
            tally.Add(leg.Instrument, value * (moved - 1) * Of(leg.Settle));
        }

        foreach (var balance in tally.Balances.Where(balance => factors.ContainsKey(balance.Asset)))
        {
            if (tally.RateOf(balance) is { } rate)
            {
                tally.AddBalances((double)balance.Amount * rate * (Of(balance.Asset) - 1));
            }
        }
    }
}
