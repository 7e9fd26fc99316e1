using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Analytics;

namespace Ballast.Domain.Risk.Liquidity;

/// <summary>Market data for closing one instrument's position.</summary>
public sealed record LiquidityInput
{
    /// <summary>The instrument.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>Signed position over all accounts, in the venue's unit of amount; not 0.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>Notional of the position, in report currency, of either sign; <see langword="null"/> without mark or rate.</summary>
    public required double? Notional { get; init; }

    /// <summary>Rate: report currency for one unit of the settle asset; <see langword="null"/> without a fresh one.</summary>
    public required decimal? Rate { get; init; }

    /// <summary>Result of closing it at once against the venue's book; <see langword="null"/> when the book cannot be trusted.</summary>
    public required Execution? Execution { get; init; }

    /// <summary>Statistics of the spread; <see langword="null"/> when they were not collected.</summary>
    public required SpreadStatistics? Spread { get; init; }

    /// <summary>Volume traded; <see langword="null"/> when it was not collected.</summary>
    public required TradedVolume? Traded { get; init; }

    /// <summary>Why members are <see langword="null"/>; empty when none is.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];
}
