using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk.Stress;

/// <summary>Runs a depeg: each asset has a factor, and prices and conversions change by the quotient of two factors.</summary>
internal static class StressDepeg
{
    internal static void Run(StressTally tally, StressScenario scenario, StressTerms terms)
    {
        var factors = scenario.Shocks.ToDictionary(shock => shock.Target, shock => 1 + shock.Move, StringComparer.Ordinal);
        double Of(string asset) => factors.GetValueOrDefault(asset, 1);
        double Conversion(string asset) => Of(asset) / Of(tally.Inputs.Currency);
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
            var rate = Conversion(leg.Settle);
            tally.Add(leg.Instrument, leg.Contract.Kind == ContractKind.Spot ? value * ((moved * rate) - 1) : value * (moved - 1) * rate);
        }

        foreach (var balance in terms.Balances)
        {
            tally.AddBalance(balance, (amount, rate) => amount * rate * (Conversion(balance.Asset) - 1));
        }
    }
}
