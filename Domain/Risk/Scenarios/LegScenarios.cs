namespace Ballast.Domain.Risk.Scenarios;

/// <summary>Profit of one position, or of the balances: its value times the relative move times the rate of the scenario.</summary>
/// <param name="Value">Current value, in settle currency, or in report currency when <paramref name="Rates"/> is empty.</param>
/// <param name="Factors">Relative moves, one per scenario; empty for a flat position. For balances their profits, with a value of 1.</param>
/// <param name="Rates">Rates to report currency, one per scenario; empty for a fixed rate.</param>
public readonly record struct LegScenarios(double Value, double[] Factors, double[] Rates)
{
    /// <summary>A flat position.</summary>
    public static LegScenarios None { get; } = new(0, [], []);

    /// <summary>Profit in one scenario, in report currency.</summary>
    public double At(int scenario) =>
        Factors.Length == 0 ? 0 : Rates.Length == 0 ? Value * Factors[scenario] : Value * Factors[scenario] * Rates[scenario];
}
