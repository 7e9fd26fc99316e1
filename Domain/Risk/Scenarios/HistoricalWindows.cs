using System.Globalization;
using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Stress;

namespace Ballast.Domain.Risk.Scenarios;

/// <summary>Stress results from the worst periods of joint history.</summary>
public static class HistoricalWindows
{
    /// <summary>The period of a given length, within the window of the settings, with the largest loss of the current positions and balances.</summary>
    /// <param name="inputs">The portfolio and its samples.</param>
    /// <param name="steps">Length in grid steps; positive.</param>
    /// <returns>
    /// A result of kind <see cref="StressKind.Window"/> between two grid times, the earliest if several are equal. <see langword="null"/> when
    /// history is too short, nothing is held whose value could change, or a profit is not finite.
    /// </returns>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    public static StressResult? Worst(RiskInputs inputs, int steps)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        RiskComputation.Check(inputs.Settings, null);
        var history = RiskHistory.Of(inputs with { Settings = inputs.Settings with { Steps = steps, HorizonRule = HorizonRule.Direct } });
        var set = history.Revalue();
        if (history.Reason is not null || !set.Total.All(double.IsFinite))
        {
            return null;
        }

        var worst = Array.IndexOf(set.Total, set.Total.Min());
        var end = history.Moves.GridIndex[worst];
        var legs = new SortedDictionary<InstrumentId, double>();
        for (var i = 0; i < history.Legs.Length; i++)
        {
            legs[history.Legs[i].Instrument] = legs.GetValueOrDefault(history.Legs[i].Instrument) + set.Of(i, worst);
        }

        return new()
        {
            Scenario = new()
            {
                Name = steps == 1 ? "worst step" : string.Create(CultureInfo.InvariantCulture, $"worst {steps} steps"),
                Kind = StressKind.Window,
                From = inputs.Settings.Sampling.TimeOf(end - steps),
                To = inputs.Settings.Sampling.TimeOf(end),
            },
            Pnl = history.Missing.Count == 0 ? set.Total[worst] : null,
            PartialPnl = set.Total[worst],
            Legs = [.. legs.Select(leg => new StressLeg(leg.Key, leg.Value))],
            Missing = history.Missing,
            Balances = set.Balances.At(worst) + 0.0,
        };
    }

    /// <summary>The worst single step and the worst 60 steps, as far as history is long enough.</summary>
    public static IReadOnlyList<StressResult> Of(RiskInputs inputs) => [.. ((int[])[1, 60]).Select(steps => Worst(inputs, steps)).OfType<StressResult>()];
}
