using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk.Scenarios;

/// <summary>Revalues positions in full under joint relative moves of their instruments.</summary>
/// <remarks>
/// The profit in a scenario is <c>q·(V(mark·(1 + r)) − V(mark))</c> in settle currency, converted at the rate of the same scenario. So
/// inverse contracts are not linearised, and moves of settle assets count.
/// </remarks>
public static class ScenarioRevaluation
{
    /// <summary>Instruments whose moves are needed: those of open positions and of their conversions.</summary>
    public static IReadOnlyList<InstrumentId> Needed(IReadOnlyList<RiskLeg> legs, IReadOnlyDictionary<string, FxLeg> fxLegs)
    {
        ArgumentNullException.ThrowIfNull(legs);
        ArgumentNullException.ThrowIfNull(fxLegs);
        var open = legs.Where(leg => leg.Quantity != 0).ToArray();
        return [.. open.Select(leg => leg.Instrument)
            .Concat(open.Select(leg => leg.Settle).Distinct().Where(fxLegs.ContainsKey).SelectMany(settle => fxLegs[settle].Hops).Select(hop => hop.Instrument))
            .Distinct().Order()];
    }

    /// <summary>Computes the profit of each position in each scenario.</summary>
    /// <param name="legs">Positions; flat ones need no moves.</param>
    /// <param name="fxLegs">Conversions by settle asset, one for each settle asset of the legs.</param>
    /// <param name="moves">Moves of all instruments needed.</param>
    /// <returns>A set without scenarios, with reasons, when moves or conversions are missing; without reasons when there are no open positions.</returns>
    public static ScenarioSet Revalue(IReadOnlyList<RiskLeg> legs, IReadOnlyDictionary<string, FxLeg> fxLegs, ScenarioMoves moves)
    {
        ArgumentNullException.ThrowIfNull(moves);
        var needed = Needed(legs, fxLegs);
        List<string> reasons =
        [
            .. legs.Where(leg => leg.Quantity != 0).Select(leg => leg.Settle).Distinct().Where(settle => !fxLegs.ContainsKey(settle)).Order(StringComparer.Ordinal)
                .Select(settle => $"no conversion of {settle}"),
            .. needed.Where(instrument => moves.Of(instrument) is null).Select(instrument => $"no samples of {instrument}"),
        ];
        if (reasons.Count > 0 || needed.Count == 0)
        {
            return new() { Total = [], Legs = [.. legs.Select(_ => LegScenarios.None)], Reasons = reasons };
        }

        var rates = fxLegs.ToDictionary(fx => fx.Key, fx => fx.Value.Hops.Any(hop => moves.Of(hop.Instrument) is null) ? [] : Rates(fx.Value, moves));
        LegScenarios[] parts = [.. legs.Select(leg => leg.Quantity == 0 ? LegScenarios.None : Part(leg, fxLegs[leg.Settle], rates[leg.Settle], moves))];
        var total = new double[moves.Count];
        foreach (var part in parts)
        {
            part.AddTo(total);
        }

        return new() { Total = total, Legs = parts, Reasons = moves.Count > 0 ? [] : ["no grid step for which every instrument has samples"] };
    }

    /// <summary>
    /// Profits of one position. For <c>V = m·p</c> the value changes with the relative move of the price, for <c>V = −m/p</c> with that of
    /// its inverse.
    /// </summary>
    private static LegScenarios Part(RiskLeg leg, FxLeg conversion, double[] rates, ScenarioMoves moves)
    {
        var value = (double)leg.Quantity * leg.Contract.At((double)leg.Mark);
        var factors = leg.Contract.Kind == ContractKind.Inverse ? moves.InverseOf(leg.Instrument) : moves.Of(leg.Instrument)!;
        return conversion.Hops.Count == 0 ? new(value * (double)conversion.Rate, factors, []) : new(value, factors, rates);
    }

    private static double[] Rates(FxLeg conversion, ScenarioMoves moves)
    {
        var rates = new double[moves.Count];
        Array.Fill(rates, (double)conversion.Rate);
        foreach (var hop in conversion.Hops)
        {
            var factors = hop.Inverse ? moves.InverseOf(hop.Instrument) : moves.Of(hop.Instrument)!;
            for (var i = 0; i < rates.Length; i++)
            {
                rates[i] *= 1 + factors[i];
            }
        }

        return rates;
    }
}
