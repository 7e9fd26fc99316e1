using System.Numerics;

namespace Ballast.Domain.Risk;

/// <summary>Profits of positions in every scenario.</summary>
/// <remarks>Profits of single positions are computed on request, because most figures need them only for the tail.</remarks>
public sealed record ScenarioSet
{
    /// <summary>Total profit of all positions by scenario, in report currency; a loss is negative.</summary>
    public required double[] Total { get; init; }

    /// <summary>Factors of the profit of each position, in the order given.</summary>
    public required IReadOnlyList<LegScenarios> Legs { get; init; }

    /// <summary>Why there are no scenarios; empty when nothing was missing.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>Profit of one position in one scenario, in report currency; 0 for a flat one. Over all positions these add up to the total.</summary>
    /// <param name="leg">Index of the position, in the order given.</param>
    /// <param name="scenario">Index of the scenario.</param>
    public double Of(int leg, int scenario) => Legs[leg].At(scenario);
}

/// <summary>Profit of one position: its value times the relative move times the rate of the scenario.</summary>
/// <param name="Value">Current value, in settle currency, or in report currency when <paramref name="Rates"/> is empty.</param>
/// <param name="Factors">Relative moves, one per scenario; empty for a flat position.</param>
/// <param name="Rates">Rates to report currency, one per scenario; empty for a fixed rate.</param>
public readonly record struct LegScenarios(double Value, double[] Factors, double[] Rates)
{
    /// <summary>A flat position.</summary>
    public static LegScenarios None { get; } = new(0, [], []);

    /// <summary>Profit in one scenario, in report currency.</summary>
    public double At(int scenario) =>
        Factors.Length == 0 ? 0 : Rates.Length == 0 ? Value * Factors[scenario] : Value * Factors[scenario] * Rates[scenario];

    /// <summary>Adds the profits to the totals, with the same products as <see cref="At"/>, so that positions add up to the total.</summary>
    internal void AddTo(double[] total)
    {
        if (Factors.Length == 0)
        {
            return;
        }

        var (at, width, value) = (0, Vector<double>.Count, new Vector<double>(Value));
        for (; at <= total.Length - width; at += width)
        {
            var pnl = value * new Vector<double>(Factors, at);
            (new Vector<double>(total, at) + (Rates.Length == 0 ? pnl : pnl * new Vector<double>(Rates, at))).CopyTo(total, at);
        }

        for (; at < total.Length; at++)
        {
            total[at] += At(at);
        }
    }
}
