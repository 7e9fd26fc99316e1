using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>Cost and time of closing one instrument's position at its own venue. Money is in report currency.</summary>
[GenerateSerializer, Immutable, Alias("ballast.liquidity-leg")]
public sealed record LiquidityLeg
{
    /// <summary>The instrument, over all accounts.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Signed position, in the venue's unit of amount.</summary>
    [Id(1)] public required decimal Quantity { get; init; }

    /// <summary>Part of it that the visible book fills, in the venue's unit of amount; not negative.</summary>
    [Id(2)] public required decimal Visible { get; init; }

    /// <summary>Part of it beyond visible depth, not negative. If it is not 0, <see cref="Cost"/> covers only the visible part.</summary>
    [Id(3)] public required decimal Residual { get; init; }

    /// <summary>Cost of trading the visible part at once, against the mid, positive for a cost; <see langword="null"/> when unknown.</summary>
    [Id(4)] public required double? Cost { get; init; }

    /// <summary>Half of the widened spread, as a cost (Bangia et al. 1999); <see langword="null"/> without a history of spreads.</summary>
    [Id(5)] public required double? SpreadCost { get; init; }

    /// <summary>Time to close at no more than the configured share of the traded volume; <see langword="null"/> when too little traded.</summary>
    [Id(6)] public required TimeSpan? CloseOut { get; init; }

    /// <summary>Why figures are <see langword="null"/> or partial; otherwise <see langword="null"/>.</summary>
    [Id(7)] public string? Reason { get; init; }
}

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

    /// <summary>Historical value at risk scaled to <see cref="CloseOut"/> by the square root of time; <see langword="null"/> when unknown.</summary>
    [Id(6)] public required double? CloseOutValueAtRisk { get; init; }

    /// <summary>Descriptions of what is missing or beyond visible depth; empty when nothing is.</summary>
    [Id(7)] public required IReadOnlyList<string> Missing { get; init; }
}
