namespace Ballast.Domain.Risk.Liquidity;

/// <summary>Value at risk including the cost of closing. Money is in report currency.</summary>
[GenerateSerializer, Immutable, Alias("ballast.liquidity")]
public sealed record LiquidityFigures
{
    /// <summary>Costs by instrument, in order of instrument.</summary>
    [Id(0)] public required IReadOnlyList<LiquidityLeg> Legs { get; init; }

    /// <summary>Sum of the costs; <see langword="null"/> when one is unknown or a quantity is beyond visible depth.</summary>
    [Id(1)] public required double? Cost { get; init; }

    /// <summary>Sum of the known costs of visible quantities.</summary>
    [Id(2)] public required double PartialCost { get; init; }

    /// <summary>Historical value at risk plus <see cref="Cost"/>; <see langword="null"/> when one is unknown.</summary>
    [Id(3)] public required double? ValueAtRisk { get; init; }

    /// <summary>Historical value at risk plus the spread costs (Bangia et al. 1999); <see langword="null"/> when one is unknown.</summary>
    [Id(4)] public required double? SpreadValueAtRisk { get; init; }

    /// <summary>Longest time to close of all instruments; <see langword="null"/> when one is unknown.</summary>
    [Id(5)] public required TimeSpan? CloseOut { get; init; }

    /// <summary>
    /// Historical value at risk scaled to <see cref="CloseOut"/> by the square root of time, but never below the historical value at risk itself;
    /// <see langword="null"/> when unknown.
    /// </summary>
    [Id(6)] public required double? CloseOutValueAtRisk { get; init; }

    /// <summary>Descriptions of what is missing or beyond visible depth; empty when nothing is.</summary>
    [Id(7)] public required IReadOnlyList<string> Missing { get; init; }
}
