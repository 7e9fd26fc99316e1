using Ballast.Domain.Instruments;

namespace Ballast.Domain.Risk.Liquidity;

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
