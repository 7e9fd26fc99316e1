using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Methods;

namespace Ballast.Domain.Risk.Report;

/// <summary>Computes the components of the historical and the normal figure by instrument, over all accounts, and of the balances together.</summary>
internal static class RiskComponents
{
    internal static IReadOnlyList<RiskComponent> Of(RiskHistory history, NormalSplit? split, double scale, TailComponents? tail)
    {
        var exposures = NormalSplit.Exposures(history);
        var (shortfall, loss) = (ByInstrument(history, tail?.Shortfall), ByInstrument(history, tail?.ValueAtRisk));
        var shares = split?.Shares;
        var normalShortfall = shares?.ComponentShortfall;
        var components = exposures.Index().Select(at => Component(at.Index, shortfall?[at.Item.Key], loss?[at.Item.Key]) with
        {
            Instrument = at.Item.Key,
            Exposure = at.Item.Value,
            Marginal = Scaled(shares?.Marginal[at.Index]),
        });
        return history.Balances.Length == 0 ? [.. components] : [.. components, Balances()];

        RiskComponent Balances()
        {
            var worth = history.Balances.Sum(history.WorthOf);
            return Component(exposures.Count, tail?.Shortfall[^1], tail?.ValueAtRisk[^1]) with
            {
                Exposure = worth,
                Marginal = worth == 0 ? null : Scaled(shares?.Component[^1] / worth),
            };
        }

        RiskComponent Component(int at, double? historicalShortfall, double? historicalLoss) => new()
        {
            Instrument = null,
            Exposure = 0,
            HistoricalShortfall = Scaled(historicalShortfall),
            HistoricalValueAtRisk = Scaled(historicalLoss),
            NormalValueAtRisk = Scaled(shares?.Component[at]),
            NormalShortfall = Scaled(normalShortfall?[at]),
            Incremental = Scaled(shares?.Incremental[at]),
            Standalone = Scaled(shares?.Standalone[at]),
        };

        double? Scaled(double? value) => (value * scale) + 0.0 is { } scaled && double.IsFinite(scaled) ? scaled : null;
    }

    private static Dictionary<InstrumentId, double>? ByInstrument(RiskHistory history, double[]? byLeg)
    {
        if (byLeg is null)
        {
            return null;
        }

        var sums = new Dictionary<InstrumentId, double>();
        foreach (var (leg, own) in history.Legs.Zip(byLeg))
        {
            sums[leg.Instrument] = sums.GetValueOrDefault(leg.Instrument) + own;
        }

        return sums;
    }
}
