namespace Ballast.Domain.Risk.Scenarios;

/// <summary>Profits of positions and balances in every scenario.</summary>
/// <remarks>Profits of single positions are computed on request, because most figures need them only for the tail.</remarks>
public sealed record ScenarioSet
{
    /// <summary>Total profit of all positions and balances by scenario, in report currency; a loss is negative.</summary>
    public required double[] Total { get; init; }

    /// <summary>Factors of the profit of each position, in the order given.</summary>
    public required IReadOnlyList<LegScenarios> Legs { get; init; }

    /// <summary>Profit of all balances together.</summary>
    public required LegScenarios Balances { get; init; }

    /// <summary>Why there are no scenarios; empty when nothing was missing.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>Profit of one position in one scenario, in report currency; 0 for a flat one. With those of the balances these add up to the total.</summary>
    /// <param name="leg">Index of the position, in the order given.</param>
    /// <param name="scenario">Index of the scenario.</param>
    public double Of(int leg, int scenario) => Legs[leg].At(scenario);
}
