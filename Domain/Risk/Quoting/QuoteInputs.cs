using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Analytics;

namespace Ballast.Domain.Risk.Quoting;

/// <summary>Market data and configured parameters that quoting models need.</summary>
[GenerateSerializer, Immutable, Alias("ballast.quote-inputs")]
public sealed record QuoteInputs
{
    /// <summary>The instrument.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Venue time of the last event of its book.</summary>
    [Id(1)] public required Instant VenueTime { get; init; }

    /// <summary>Mid of the live book, in quote; <see langword="null"/> without one.</summary>
    [Id(2)] public required double? Mid { get; init; }

    /// <summary>Realised volatility per square root of a second, as a fraction of the price.</summary>
    [Id(3)] public required FlowFigure Volatility { get; init; }

    /// <summary>Length of the window of the volatility.</summary>
    [Id(4)] public required TimeSpan VolatilityWindow { get; init; }

    /// <summary>Rate of market orders by distance from the mid.</summary>
    [Id(5)] public required FillIntensity Intensity { get; init; }

    /// <summary>γ: risk aversion, in 1/quote; positive.</summary>
    [Id(6)] public required double Gamma { get; init; }

    /// <summary>τ: time to the end of trading in the model of Avellaneda and Stoikov.</summary>
    [Id(7)] public required TimeSpan Horizon { get; init; }

    /// <summary>Size of a quote, in the venue's unit of amount; positive.</summary>
    [Id(8)] public required decimal Size { get; init; }
}
