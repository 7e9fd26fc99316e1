using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Methods;

namespace Ballast.Domain.Risk.Report;

/// <summary>Computes the components of the historical and the normal figure by instrument, over all accounts.</summary>
internal static class RiskComponents
{
    internal static IReadOnlyList<RiskComponent> Of(RiskHistory history, NormalSplit? split, double scale, TailComponents? tail)
    {
        var exposures = NormalSplit.Exposures(history);
        var (shortfall, loss) = (ByInstrument(history, tail?.Shortfall), ByInstrument(history, tail?.ValueAtRisk));
        var (shares, normalShortfall) = (split?.Shares, split?.Shares?.ComponentShortfall);
        return
        [
            .. exposures.Index().Select(at => new RiskComponent
            {
                Instrument = at.Item.Key,
                Exposure = at.Item.Value,
                HistoricalShortfall = Scaled(shortfall?[at.Item.Key]),
                HistoricalValueAtRisk = Scaled(loss?[at.Item.Key]),
                NormalValueAtRisk = Scaled(shares?.Component[at.Index]),
                NormalShortfall = Scaled(normalShortfall?[at.Index]),
                Marginal = Scaled(shares?.Marginal[at.Index]),
                Incremental = Scaled(shares?.Incremental[at.Index]),
                Standalone = Scaled(shares?.Standalone[at.Index]),
            }),
        ];

        double? Scaled(double? value) => (value * scale) + 0.0 is { } scaled && double.IsFinite(scaled) ? scaled : null;
    }

    private static Dictionary<InstrumentId, double>? ByInstrument(RiskHistory history, double[]? byLeg)
    {
        if (byLeg is null)
        {
            return null;
        }

        var sums = new Dictionary<InstrumentId, double>();
        for (var i = 0; i < byLeg.Length; i++)
        {
            sums[history.Legs[i].Instrument] = sums.GetValueOrDefault(history.Legs[i].Instrument) + byLeg[i];
        }

        return sums;
    }
}
