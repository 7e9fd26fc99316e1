using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>Revalues positions in full under the joint relative moves of their instruments' sampled mids.</summary>
/// <remarks>
/// Scenario <c>i</c> is the move from grid point <c>i − 1</c> to <c>i</c> of every instrument needed, legs and conversions
/// alike; one where any of them lacks a sample is dropped, so that the history stays joint. Profit is
/// <c>q·(V(mark·(1 + r)) − V(mark))</c>, converted at the rate of the same scenario (finance reference §5).
/// </remarks>
public static class ScenarioRevaluation
{
    /// <summary>Computes the profit of each scenario.</summary>
    /// <param name="legs">Positions; one with quantity 0 needs no samples.</param>
    /// <param name="fxLegs">One for every settle asset among the legs, by settle asset.</param>
    /// <param name="samples">Samples by instrument, all on the same grid.</param>
    /// <param name="window">Newest scenarios kept.</param>
    /// <returns>An empty set with reasons when an instrument has no samples or an asset has no conversion; an empty one without when there is nothing to revalue.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The window is not positive.</exception>
    public static ScenarioSet Revalue(
        IReadOnlyList<RiskLeg> legs,
        IReadOnlyDictionary<string, FxLeg> fxLegs,
        IReadOnlyDictionary<InstrumentId, SampleSeries> samples,
        int window)
    {
        ArgumentNullException.ThrowIfNull(legs);
        ArgumentNullException.ThrowIfNull(fxLegs);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(window);

        var open = legs.Where(l => l.Quantity != 0).ToArray();
        var reasons = open.Select(l => l.Settle).Distinct().Where(s => !fxLegs.ContainsKey(s)).Order(StringComparer.Ordinal)
            .Select(s => $"no conversion of {s}").ToList();
        var conversions = open.Select(l => l.Settle).Distinct().Where(fxLegs.ContainsKey).ToDictionary(s => s, s => fxLegs[s]);
        var needed = open.Select(l => l.Instrument)
            .Concat(conversions.Values.SelectMany(c => c.Hops).Select(h => h.Instrument))
            .Distinct().Order().ToArray();
        reasons.AddRange(needed.Where(i => !samples.TryGetValue(i, out var series) || series.Mids.All(double.IsNaN))
            .Select(i => $"no samples of {i}"));
        if (reasons.Count > 0 || needed.Length == 0)
        {
            return new() { Pnl = [], GridIndex = [], Reasons = reasons };
        }

        var series = needed.ToDictionary(i => i, i => samples[i]);
        var scenarios = JointScenarios([.. series.Values], window);
        var pnl = new double[scenarios.Length];
        foreach (var bySettle in open.GroupBy(l => l.Settle))
        {
            var conversion = conversions[bySettle.Key];
            for (var i = 0; i < pnl.Length; i++)
            {
                var rate = RateAt(conversion, series, scenarios[i]);
                foreach (var leg in bySettle)
                {
                    pnl[i] += ProfitAt(leg, series[leg.Instrument].MoveTo(scenarios[i])) * rate;
                }
            }
        }

        return new() { Pnl = pnl, GridIndex = scenarios, Reasons = [] };
    }

    /// <summary>Newest grid points to which every series has a move, ascending.</summary>
    private static long[] JointScenarios(SampleSeries[] series, int window)
    {
        var found = new List<long>();
        var first = series.Max(s => s.FirstIndex) + 1;
        for (var index = series.Min(s => s.EndIndex) - 1; index >= first && found.Count < window; index--)
        {
            if (series.All(s => double.IsFinite(s.MoveTo(index))))
            {
                found.Add(index);
            }
        }

        found.Reverse();
        return [.. found];
    }

    private static double ProfitAt(RiskLeg leg, double move)
    {
        var mark = (double)leg.Mark;
        return (double)leg.Quantity * (leg.Contract.At(mark * (1 + move)) - leg.Contract.At(mark));
    }

    private static double RateAt(FxLeg conversion, Dictionary<InstrumentId, SampleSeries> series, long index)
    {
        var rate = (double)conversion.Rate;
        foreach (var hop in conversion.Hops)
        {
            var factor = 1 + series[hop.Instrument].MoveTo(index);
            rate = hop.Inverse ? rate / factor : rate * factor;
        }

        return rate;
    }
}
