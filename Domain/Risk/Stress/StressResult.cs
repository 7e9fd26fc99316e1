namespace Ballast.Domain.Risk.Stress;

/// <summary>Result of a stress for a portfolio, in report currency; a loss is negative.</summary>
[GenerateSerializer, Immutable, Alias("ballast.stress-result")]
public sealed record StressResult
{
    /// <summary>The scenario.</summary>
    [Id(0)] public required StressScenario Scenario { get; init; }

    /// <summary>Profit of all positions and balances; <see langword="null"/> when a part is unknown.</summary>
    [Id(1)] public required double? Pnl { get; init; }

    /// <summary>Sum of the known profits.</summary>
    [Id(2)] public required double PartialPnl { get; init; }

    /// <summary>Profit by instrument, in order of instrument. With <see cref="Balances"/> they add up to <see cref="PartialPnl"/>.</summary>
    [Id(3)] public required IReadOnlyList<StressLeg> Legs { get; init; }

    /// <summary>Descriptions of what is missing; empty when nothing is.</summary>
    [Id(4)] public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>
    /// Targets or venue of the scenario that match nothing in the portfolio. Those that exist add 0; a name that nothing has is also
    /// in <see cref="Missing"/>, because it may be a misspelt one of something that is held.
    /// </summary>
    [Id(5)] public IReadOnlyList<string> Untouched { get; init; } = [];

    /// <summary>Profit of balances: of profit and cash held in other assets; in a depeg also in the report currency, in an outage all that the venue held.</summary>
    [Id(6)] public double Balances { get; init; }

    /// <summary>This result when no asset, instrument or venue has these names of the scenario: the profit is unknown.</summary>
    public StressResult WithUnknown(IReadOnlyCollection<string> names) => names.Count == 0
        ? this
        : this with { Pnl = null, Missing = [.. Missing, .. names.Select(name => $"no asset, instrument or venue '{name}' is known")] };
}
