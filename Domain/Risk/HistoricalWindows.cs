using System.Globalization;
using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>Stretches of the joint history as stresses.</summary>
public static class HistoricalWindows
{
    /// <summary>The stretch of so many steps, within the window of the settings, that would cost the present positions most.</summary>
    /// <param name="inputs">The portfolio and its samples.</param>
    /// <param name="steps">Length in steps of the grid; positive.</param>
    /// <returns>
    /// Of kind <see cref="StressKind.Window"/>, from grid time to grid time; the earliest of equals. <see langword="null"/> when history is
    /// shorter than that, nothing is held, or a profit is past what a number can hold.
    /// </returns>
    /// <exception cref="ArgumentException">A setting is outside its range; the message names it.</exception>
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
        };
    }

    /// <summary>The worst step and the worst 60 steps, as far as history reaches.</summary>
    public static IReadOnlyList<StressResult> Of(RiskInputs inputs) => [.. ((int[])[1, 60]).Select(steps => Worst(inputs, steps)).OfType<StressResult>()];

    /// <summary>Moves of instruments over a window, for <see cref="StressTerms.WindowMoves"/>; one that lacks a sample at either end has none.</summary>
    /// <param name="samples">On one grid.</param>
    /// <param name="step">Step of the grid.</param>
    /// <param name="from">First time; the grid point at or before it counts.</param>
    /// <param name="to">Last time, as the first; at least a step later, or there are no moves.</param>
    public static IReadOnlyDictionary<InstrumentId, double> Moves(IReadOnlyCollection<SampleSeries> samples, TimeSpan step, Instant from, Instant to)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, TimeSpan.Zero);
        var micros = step.Ticks / TimeSpan.TicksPerMicrosecond;
        var (first, last) = (from.Micros / micros, to.Micros / micros);
        var moves = new Dictionary<InstrumentId, double>();
        foreach (var series in samples)
        {
            if (last > first && last - first <= int.MaxValue && series.MoveTo(last, (int)(last - first)) is var move && double.IsFinite(move))
            {
                moves[series.Instrument] = move;
            }
        }

        return moves;
    }
}
