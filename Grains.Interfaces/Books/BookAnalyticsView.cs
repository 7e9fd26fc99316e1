using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Analytics;
using Ballast.Domain.MarketData.Books;

namespace Ballast.Grains.Interfaces.Books;

/// <summary>Figures of a book after one applied message. Figures that are unknown or undefined are <see langword="null"/>.</summary>
[GenerateSerializer, Immutable, Alias("ballast.book-analytics")]
public sealed record BookAnalyticsView
{
    /// <summary>Instrument of the book.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Whether its levels can be trusted. Figures of levels are given only for live and crossed books.</summary>
    [Id(1)] public required BookState State { get; init; }

    /// <summary>Venue time of the last event applied, which never decreases; the default when there was none.</summary>
    [Id(2)] public required Instant VenueTime { get; init; }

    /// <summary>Arrival time of the last event applied; the default when there was none.</summary>
    [Id(3)] public required Instant ReceivedAt { get; init; }

    /// <summary>Mid, spread and weighted mid. They are also computed for a crossed or locked book but not used as marks then.</summary>
    [Id(4)] public required BookFigures Figures { get; init; }

    /// <summary>Imbalance over the best 1, 5 and 25 levels.</summary>
    [Id(5)] public required IReadOnlyList<LevelImbalance> Imbalance { get; init; }

    /// <summary>Depth, one entry per requested distance.</summary>
    [Id(6)] public required IReadOnlyList<DepthWithin> Depth { get; init; }

    /// <summary>A buy and a sell per requested size.</summary>
    [Id(7)] public required IReadOnlyList<Execution> Executions { get; init; }

    /// <summary>Order-flow imbalance over <see cref="FlowSeconds"/>, in the venue's unit of amount; positive for buying pressure.</summary>
    [Id(8)] public required FlowFigure OrderFlow { get; init; }

    /// <summary>Length of the window of <see cref="OrderFlow"/>, in seconds of venue time.</summary>
    [Id(9)] public required int FlowSeconds { get; init; }

    /// <summary>VPIN, from 0 to 1, over <c>Books:VpinWindow</c> buckets.</summary>
    [Id(10)] public required FlowFigure Vpin { get; init; }

    /// <summary>Realised volatility over <see cref="VolatilitySeconds"/> from mids at whole seconds, as a fraction of the price, not annualised.</summary>
    [Id(11)] public required FlowFigure Volatility { get; init; }

    /// <summary>Length of the window of <see cref="Volatility"/>, in seconds of venue time.</summary>
    [Id(12)] public required int VolatilitySeconds { get; init; }

    /// <summary>Why figures of levels are <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    [Id(13)] public string? Reason { get; init; }

    /// <summary>Statistics of the spread, as a fraction of the mid, over <c>Books:LiquidityWindow</c>.</summary>
    [Id(14)] public SpreadStatistics Spread { get; init; }

    /// <summary>Volume traded over <c>Books:LiquidityWindow</c>.</summary>
    [Id(15)] public TradedVolume Traded { get; init; }
}
