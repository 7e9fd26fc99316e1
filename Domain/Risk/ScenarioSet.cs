using System.Numerics;

namespace Ballast.Domain.Risk;

/// <summary>Profit of a set of positions under every scenario.</summary>
/// <remarks>The profits of single positions are worked out when they are asked for: most figures need but those of the tail.</remarks>
public sealed record ScenarioSet
{
    /// <summary>Of all positions, in report currency; a loss is negative.</summary>
    public required double[] Total { get; init; }

    /// <summary>What the profit of each position is made of, in the order given.</summary>
    public required IReadOnlyList<LegScenarios> Legs { get; init; }

    /// <summary>Why there are no scenarios; empty when nothing kept them from being made.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>Number of scenarios.</summary>
    public int Observations => Total.Length;

    /// <summary>Profit of one position in one scenario; 0 for one of no quantity. Over all positions they sum to the total.</summary>
    /// <param name="leg">Which position, in the order given.</param>
    /// <param name="scenario">Which scenario.</param>
    public double Of(int leg, int scenario) => Legs[leg].At(scenario);
}

/// <summary>Profit of one position: value, times how its price moves, times the rate of the scenario.</summary>
/// <param name="Value">In settle currency; in report currency when <paramref name="Rates"/> is empty.</param>
/// <param name="Factors">One a scenario; empty for a position of no quantity.</param>
/// <param name="Rates">One a scenario; empty for a rate that does not move.</param>
public readonly record struct LegScenarios(double Value, double[] Factors, double[] Rates)
{
    /// <summary>A position of no quantity.</summary>
    public static LegScenarios None { get; } = new(0, [], []);

    /// <summary>Profit in one scenario, in report currency.</summary>
    public double At(int scenario) =>
        Factors.Length == 0 ? 0 : Rates.Length == 0 ? Value * Factors[scenario] : Value * Factors[scenario] * Rates[scenario];

    /// <summary>Each product is the one of <see cref="At"/>, so that positions sum to the total.</summary>
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
