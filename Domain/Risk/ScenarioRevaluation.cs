using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>Revalues positions in full under joint relative moves of their instruments.</summary>
/// <remarks>
/// Profit of a scenario is <c>q·(V(mark·(1 + r)) − V(mark))</c> in settle currency, converted at the rate of the same
/// scenario (finance reference §5): inverse contracts are not linearised, and settle assets move too.
/// </remarks>
public static class ScenarioRevaluation
{
    /// <summary>Instruments whose moves are needed: those of positions, and of their conversions.</summary>
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
    /// <param name="legs">Positions; one with quantity 0 needs no moves.</param>
    /// <param name="fxLegs">One for every settle asset among the legs, by settle asset.</param>
    /// <param name="moves">Moves of every instrument needed.</param>
    /// <returns>An empty set with reasons when an instrument has no moves or an asset no conversion; one without reasons when there is nothing to revalue.</returns>
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

    /// <summary>For <c>V = m·p</c> the value moves as the price does, for <c>V = −m/p</c> as one over it: by a factor of the value now.</summary>
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
