using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk;

/// <summary>What it takes to be rid of one instrument's position on its own venue. Money is in report currency.</summary>
[GenerateSerializer, Immutable, Alias("ballast.liquidity-leg")]
public sealed record LiquidityLeg
{
    /// <summary>Which instrument; all accounts together.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Signed.</summary>
    [Id(1)] public required decimal Quantity { get; init; }

    /// <summary>What the visible book takes of it.</summary>
    [Id(2)] public required decimal Visible { get; init; }

    /// <summary>What is left beyond visible depth. It is not assumed to be free: with any, the cost is of the visible part only.</summary>
    [Id(3)] public required decimal Residual { get; init; }

    /// <summary>Given up against the mid by selling or buying the visible part at once; <see langword="null"/> with <see cref="Reason"/>.</summary>
    [Id(4)] public required double? Cost { get; init; }

    /// <summary>Half the spread, as wide as it may get (Bangia et al. 1999); <see langword="null"/> without a history of spreads.</summary>
    [Id(5)] public required double? SpreadCost { get; init; }

    /// <summary>Time to close while being no more than the configured part of what trades; <see langword="null"/> when nothing traded.</summary>
    [Id(6)] public required TimeSpan? CloseOut { get; init; }

    /// <summary>Why something is <see langword="null"/>, or what is to be known; otherwise <see langword="null"/>.</summary>
    [Id(7)] public string? Reason { get; init; }
}

/// <summary>Value at risk with what it costs to close. Money is in report currency.</summary>
[GenerateSerializer, Immutable, Alias("ballast.liquidity")]
public sealed record Liquidity
{
    /// <summary>By instrument, in order.</summary>
    [Id(0)] public required IReadOnlyList<LiquidityLeg> Legs { get; init; }

    /// <summary>Sum of the costs; <see langword="null"/> when one is not known or something lies beyond visible depth.</summary>
    [Id(1)] public required double? Cost { get; init; }

    /// <summary>Sum of the costs that are known, of what the books show.</summary>
    [Id(2)] public required double PartialCost { get; init; }

    /// <summary>Historical value at risk plus <see cref="Cost"/>.</summary>
    [Id(3)] public required double? ValueAtRisk { get; init; }

    /// <summary>Historical value at risk plus the spread costs (Bangia et al. 1999).</summary>
    [Id(4)] public required double? SpreadValueAtRisk { get; init; }

    /// <summary>Longest time to close; <see langword="null"/> when one is not known.</summary>
    [Id(5)] public required TimeSpan? CloseOut { get; init; }

    /// <summary>Historical value at risk over the time that closing takes, by √; <see langword="null"/> when that is not known.</summary>
    [Id(6)] public required double? CloseOutValueAtRisk { get; init; }

    /// <summary>What is missing or beyond visible depth, each in words.</summary>
    [Id(7)] public required IReadOnlyList<string> Missing { get; init; }
}
