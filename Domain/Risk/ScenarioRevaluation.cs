using System.Numerics.Tensors;
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
            return new() { Total = [], ByLeg = [.. legs.Select(_ => Array.Empty<double>())], Reasons = reasons };
        }

        var rates = fxLegs.ToDictionary(fx => fx.Key, fx => fx.Value.Hops.Any(hop => moves.Of(hop.Instrument) is null) ? [] : Rates(fx.Value, moves));
        var total = new double[moves.Count];
        var byLeg = new double[legs.Count][];
        for (var i = 0; i < byLeg.Length; i++)
        {
            if (legs[i].Quantity == 0)
            {
                byLeg[i] = new double[moves.Count];
            }
            else
            {
                byLeg[i] = GC.AllocateUninitializedArray<double>(moves.Count);
                Add(legs[i], moves, rates[legs[i].Settle], byLeg[i], total);
            }
        }

        return new() { Total = total, ByLeg = byLeg, Reasons = moves.Count > 0 ? [] : ["no grid step for which every instrument has samples"] };
    }

    /// <summary>Profit of all positions in each scenario, where that of each is not wanted: the sum that <see cref="Revalue"/> makes, to the last digit.</summary>
    /// <param name="legs">None of quantity 0.</param>
    /// <param name="fxLegs">One for every settle asset.</param>
    /// <param name="moves">Moves of every instrument needed.</param>
    internal static double[] Total(IReadOnlyList<RiskLeg> legs, IReadOnlyDictionary<string, FxLeg> fxLegs, ScenarioMoves moves)
    {
        var rates = legs.Select(leg => leg.Settle).Distinct().ToDictionary(settle => settle, settle => Rates(fxLegs[settle], moves));
        var (total, own) = (new double[moves.Count], new double[moves.Count]);
        foreach (var leg in legs)
        {
            Add(leg, moves, rates[leg.Settle], own, total);
        }

        return total;
    }

    /// <summary>For <c>V = m·p</c> the value moves as the price does, for <c>V = −m/p</c> as one over it: by a factor of the value now.</summary>
    private static void Add(RiskLeg leg, ScenarioMoves moves, double[] rates, double[] own, double[] total)
    {
        var isInverse = leg.Contract.Kind == ContractKind.Inverse;
        var value = (double)leg.Quantity * leg.Contract.At((double)leg.Mark);
        var factors = isInverse ? moves.InverseOf(leg.Instrument) : moves.Of(leg.Instrument)!;
        TensorPrimitives.Multiply(factors, value, own);
        TensorPrimitives.Multiply<double>(own, rates, own);
        TensorPrimitives.Add<double>(total, own, total);
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
