using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;

namespace Ballast.Domain.Risk.Stress;

/// <summary>Computes the instantaneous effect of a stress on a portfolio, without any trades.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>Shock: the move of an asset is that of its value in money. A price moves by <c>(1 + base)/(1 + quote) − 1</c>, so that the cross rate of
/// two assets that fall alike stays the same; an instrument that is itself a target, or uses the moves of one, moves by exactly that.
/// Conversions move with their instruments, contracts are revalued in full, and profit is converted at the rate after the shock; balances change
/// with their conversion (<see cref="ScenarioRevaluation"/>).</item>
/// <item>Window: as a shock, with the given moves by instrument.</item>
/// <item>Depeg of A by x: the value of A against all other assets is multiplied by 1 + x, also where its rate is fixed, and also when A is the
/// report currency: the profit is measured in what one unit of that was worth before. Prices in A are multiplied by <c>1/(1 + x)</c>, prices of
/// A and conversions from A by 1 + x. Positions earn the price move, converted at the new rate, and balances change with their conversion. So
/// whoever bought coins with A, and owes it, gains.</item>
/// <item>Outage: the loss is the value of all spot holdings at the venue plus each positive balance (cash plus unrealised profit) there. Debts,
/// i.e. negative holdings or balances, remain and are not set off. Prices do not change.</item>
/// <item>Funding: every derivative position, long or short, pays size times periods of its notional.</item>
/// <item>Spread: closing all positions costs size times as much as now, so the loss is (size − 1) times the current cost.</item>
/// </list>
/// </remarks>
public static class StressTest
{
    /// <summary>Runs one stress.</summary>
    /// <param name="inputs">Positions, balances and conversions; samples are not used.</param>
    /// <param name="scenario">The stress.</param>
    /// <param name="terms">Other inputs of the stress.</param>
    /// <returns>The profit, 0 when nothing is held. When a part is unknown, it is described in the result and only the partial profit is given.</returns>
    /// <exception cref="ArgumentException">The scenario is invalid, as <see cref="StressScenario.Fault"/> says.</exception>
    public static StressResult Run(RiskInputs inputs, StressScenario scenario, StressTerms terms)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(terms);
        if (scenario.Fault() is { } fault)
        {
            throw new ArgumentException(fault, nameof(scenario));
        }

        var tally = new StressTally(inputs);
        switch (scenario.Kind)
        {
            case StressKind.Shock:
                StressMoves.Shock(tally, scenario, terms);
                break;
            case StressKind.Window:
                StressMoves.Window(tally, terms);
                break;
            case StressKind.Depeg:
                StressDepeg.Run(tally, scenario, terms);
                break;
            case StressKind.VenueOutage:
                Outage(tally, scenario.Exchange!, terms);
                break;
            case StressKind.FundingSpike:
                foreach (var (leg, value) in tally.Valued(leg => leg.Contract.Kind != ContractKind.Spot))
                {
                    tally.Add(leg.Instrument, -Math.Abs(value) * scenario.Size * scenario.Periods);
                }

                break;
            default:
                foreach (var instrument in tally.Legs.Select(leg => leg.Instrument).Distinct())
                {
                    double? cost = terms.CloseCosts.TryGetValue(instrument, out var known) ? known : null;
                    tally.Add(instrument, -(scenario.Size - 1) * cost, $"the cost to close {instrument} is not known");
                }

                break;
        }

        return tally.Result(scenario) with { Untouched = StressTargets.Untouched(inputs, scenario, terms) };
    }

    private static void Outage(StressTally tally, string exchange, StressTerms terms)
    {
        foreach (var (leg, value) in tally.Valued(leg => leg.Contract.Kind == ContractKind.Spot && leg.Instrument.Exchange == exchange))
        {
            tally.Add(leg.Instrument, -Math.Max(0, value));
        }

        foreach (var balance in terms.Balances.Where(balance => balance.Exchange == exchange))
        {
            tally.AddLost(balance);
        }
    }
}
