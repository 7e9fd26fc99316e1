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
    /// <returns>An empty set with reasons when an instrument has no samples or an asset no conversion; one without reasons when there is nothing to revalue.</returns>
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
        var rates = conversions.ToDictionary(c => c.Key, c => RatesAt(c.Value, series, scenarios));
        var pnl = new double[scenarios.Length];
        foreach (var leg in open)
        {
            AddProfits(leg, series[leg.Instrument], scenarios, rates[leg.Settle], pnl);
        }

        return new()
        {
            Pnl = pnl,
            GridIndex = scenarios,
            Reasons = scenarios.Length > 0 ? [] : ["no grid step for which every instrument has samples"],
        };
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

    private static void AddProfits(RiskLeg leg, SampleSeries samples, long[] scenarios, double[] rates, double[] pnl)
    {
        var quantity = (double)leg.Quantity;
        var mark = (double)leg.Mark;
        var value = leg.Contract.At(mark);
        for (var i = 0; i < pnl.Length; i++)
        {
            pnl[i] += quantity * (leg.Contract.At(mark * (1 + samples.MoveTo(scenarios[i]))) - value) * rates[i];
        }
    }

    private static double[] RatesAt(FxLeg conversion, Dictionary<InstrumentId, SampleSeries> series, long[] scenarios)
    {
        var rates = new double[scenarios.Length];
        Array.Fill(rates, (double)conversion.Rate);
        foreach (var hop in conversion.Hops)
        {
            var samples = series[hop.Instrument];
            for (var i = 0; i < rates.Length; i++)
            {
                var factor = 1 + samples.MoveTo(scenarios[i]);
                rates[i] = hop.Inverse ? rates[i] / factor : rates[i] * factor;
            }
        }

        return rates;
    }
}
