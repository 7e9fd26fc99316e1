using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>What a stress does to a portfolio, at once and before anything is traded.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>Shock: an asset's move is that of its worth in money. A price moves by <c>(1 + base)/(1 + quote) − 1</c>, so that a cross of two assets that
/// fall alike stays; an instrument named itself, or the one it follows, moves by exactly that. Conversions move as their instruments do, contracts are revalued in
/// full, and profit is converted at the rate after the shock (<see cref="ScenarioRevaluation"/>).</item>
/// <item>Window: the same by the moves given; an instrument that follows another takes that one's.</item>
/// <item>Depeg of A by x: A is worth 1 + x of what it was against everything else, also where its rate is a fixed one. Prices in A move by
/// <c>1/(1 + x)</c>, prices of A by 1 + x; conversions from A by 1 + x, and to A, when that is the report currency, by <c>1/(1 + x)</c>: what
/// is not tied to A then gains in units of A. Derivatives earn the move, converted at the new rate. Spot is revalued with its conversion
/// (<c>q·(V'·X' − V·X)</c>): coins bought with A are worth what they were. Balances change by their conversion.</item>
/// <item>Outage: lost is the value of every spot holding at the venue, and what each account's balance there owes us in an asset, cash and
/// unrealised profit together. Debts (negative holdings or balances) stay owed: nothing is gained from them, or set off. Prices stay.</item>
/// <item>Funding: every derivative position pays size times periods of its notional, whichever side it is on.</item>
/// <item>Spread: closing everything costs size times as much as now; lost is the difference, (size − 1) times the cost.</item>
/// </list>
/// </remarks>
public static class StressTest
{
    /// <summary>Runs one stress.</summary>
    /// <param name="inputs">Positions and conversions; samples are not used.</param>
    /// <param name="scenario">The stress.</param>
    /// <param name="terms">What it needs beside.</param>
    /// <returns>A loss is negative; what could not be revalued is named, and the profit then <see langword="null"/> beside the partial one. Without positions 0.</returns>
    /// <exception cref="ArgumentException">The scenario has a <see cref="StressScenario.Fault"/>.</exception>
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
            tally.AddBalance(balance, (amount, rate) => -Math.Max(0, amount) * rate);
        }
    }
}
