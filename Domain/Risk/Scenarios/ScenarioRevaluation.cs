using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk.Scenarios;

/// <summary>Revalues positions and balances in full under joint relative moves of their instruments.</summary>
/// <remarks>
/// The profit of a position in a scenario is <c>q·(V(mark·(1 + r)) − V(mark))</c> in settle currency, converted at the rate of the same scenario. So
/// inverse contracts are not linearised, and moves of settle assets count. A balance earns its amount times the change of its rate. Together
/// they are the change of the total in report currency.
/// </remarks>
public static class ScenarioRevaluation
{
    /// <summary>Instruments whose moves are needed: those of open positions, and of the conversions of these and of balances.</summary>
    public static IReadOnlyList<InstrumentId> Needed(
        IReadOnlyList<RiskLeg> legs, IReadOnlyList<RiskBalance> balances, IReadOnlyDictionary<string, FxLeg> fxLegs)
    {
        ArgumentNullException.ThrowIfNull(legs);
        ArgumentNullException.ThrowIfNull(balances);
        ArgumentNullException.ThrowIfNull(fxLegs);
        return [.. legs.Where(leg => leg.Quantity != 0).Select(leg => leg.Instrument)
            .Concat(Assets(legs, balances).Where(fxLegs.ContainsKey).SelectMany(asset => fxLegs[asset].Hops).Select(hop => hop.Instrument))
            .Distinct().Order()];
    }

    /// <summary>Computes the profit of each position, and of all balances together, in each scenario.</summary>
    /// <param name="legs">Positions; flat ones need no moves.</param>
    /// <param name="balances">Balances; those of 0, or converted at a rate that no instrument moves, need no moves.</param>
    /// <param name="fxLegs">Conversions by asset, one for each settle asset of the legs and each asset of the balances.</param>
    /// <param name="moves">Moves of all instruments needed.</param>
    /// <returns>A set without scenarios, with reasons, when moves or conversions are missing; without reasons when nothing is held that moves.</returns>
    public static ScenarioSet Revalue(
        IReadOnlyList<RiskLeg> legs, IReadOnlyList<RiskBalance> balances, IReadOnlyDictionary<string, FxLeg> fxLegs, ScenarioMoves moves)
    {
        ArgumentNullException.ThrowIfNull(legs);
        ArgumentNullException.ThrowIfNull(balances);
        ArgumentNullException.ThrowIfNull(fxLegs);
        ArgumentNullException.ThrowIfNull(moves);
        var rates = new MovedRates(fxLegs, moves);
        var parts = new LegScenarios[legs.Count];
        var isOpen = false;
        for (var i = 0; i < parts.Length; i++)
        {
            var leg = legs[i];
            if (leg.Quantity == 0)
            {
                parts[i] = LegScenarios.None;
            }
            else if (rates.Of(leg.Settle) is { } rate && moves.Of(leg.Instrument, leg.Contract.Kind == ContractKind.Inverse) is { } factors)
            {
                (parts[i], isOpen) = (Part(leg, rate, factors), true);
            }
            else
            {
                return Empty(legs, Reasons(legs, balances, fxLegs, moves));
            }
        }

        if (balances.Any(balance => balance.Amount != 0 && rates.Of(balance.Asset) is null))
        {
            return Empty(legs, Reasons(legs, balances, fxLegs, moves));
        }

        var held = Held(balances, fxLegs, moves);
        if (!isOpen && !balances.Any(balance => IsMoved(balance, fxLegs)))
        {
            return Empty(legs, []);
        }

        var total = new double[moves.Count];
        LegSum.Add(parts, moves.Ones, total);
        LegSum.Add([held], moves.Ones, total);
        return new() { Total = total, Legs = parts, Balances = held, Reasons = moves.Count > 0 ? [] : ["no grid step for which every instrument has samples"] };
    }

    /// <summary>What is missing: conversions, then moves. Looked for only when something is, because it takes as long as the revaluation.</summary>
    private static List<string> Reasons(
        IReadOnlyList<RiskLeg> legs, IReadOnlyList<RiskBalance> balances, IReadOnlyDictionary<string, FxLeg> fxLegs, ScenarioMoves moves) =>
    [
        .. Assets(legs, balances).Where(asset => !fxLegs.ContainsKey(asset)).Order(StringComparer.Ordinal).Select(asset => $"no conversion of {asset}"),
        .. Needed(legs, balances, fxLegs).Where(instrument => moves.Of(instrument) is null).Select(instrument => $"no samples of {instrument}"),
    ];

    private static ScenarioSet Empty(IReadOnlyList<RiskLeg> legs, IReadOnlyList<string> reasons) =>
        new() { Total = [], Legs = [.. legs.Select(_ => LegScenarios.None)], Balances = LegScenarios.None, Reasons = reasons };

    /// <summary>Assets that are converted: those of open positions, then those of balances.</summary>
    private static IEnumerable<string> Assets(IReadOnlyList<RiskLeg> legs, IReadOnlyList<RiskBalance> balances) =>
        legs.Where(leg => leg.Quantity != 0).Select(leg => leg.Settle).Concat(balances.Where(balance => balance.Amount != 0).Select(balance => balance.Asset))
            .Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Profits of one position. For <c>V = m·p</c> the value changes with the relative move of the price, for <c>V = −m/p</c> with that of
    /// its inverse.
    /// </summary>
    private static LegScenarios Part(RiskLeg leg, in MovedRate rate, double[] factors)
    {
        var value = (double)leg.Quantity * leg.Contract.At((double)leg.Mark);
        return rate.IsFixed ? new(value * rate.Now, factors, []) : new(value, factors, rate.Moved);
    }

    private static bool IsMoved(RiskBalance balance, IReadOnlyDictionary<string, FxLeg> fxLegs) =>
        balance.Amount != 0 && fxLegs[balance.Asset].Hops.Count > 0;

    /// <summary>Profits of all balances together, in report currency; none when no rate of theirs moves.</summary>
    private static LegScenarios Held(IReadOnlyList<RiskBalance> balances, IReadOnlyDictionary<string, FxLeg> fxLegs, ScenarioMoves moves)
    {
        double[] profits = [];
        foreach (var balance in balances.Where(balance => IsMoved(balance, fxLegs)))
        {
            var conversion = fxLegs[balance.Asset];
            var (worth, changes) = ((double)balance.Amount * (double)conversion.Rate, Changes(conversion, moves));
            profits = profits.Length == 0 ? new double[moves.Count] : profits;
            for (var i = 0; i < profits.Length; i++)
            {
                profits[i] += worth * changes[i];
            }
        }

        return profits.Length == 0 ? LegScenarios.None : new(1, profits, []);
    }

    /// <summary>Relative changes of a rate. They are not computed from two rates, which would lose the digits that these share.</summary>
    private static double[] Changes(FxLeg conversion, ScenarioMoves moves)
    {
        var changes = new double[moves.Count];
        foreach (var hop in conversion.Hops)
        {
            var factors = moves.Of(hop.Instrument, hop.Inverse)!;
            for (var i = 0; i < changes.Length; i++)
            {
                changes[i] += factors[i] + (changes[i] * factors[i]);
            }
        }

        return changes;
    }
}
