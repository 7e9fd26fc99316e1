using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData;

namespace Ballast.Domain.Risk;

/// <summary>What a book knows that quoting models need, and what somebody chose for them.</summary>
[GenerateSerializer, Immutable, Alias("ballast.quote-inputs")]
public sealed record QuoteInputs
{
    /// <summary>Which book.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Venue time of its last event.</summary>
    [Id(1)] public required Instant VenueTime { get; init; }

    /// <summary>Mid of the live book, in quote; <see langword="null"/> without one.</summary>
    [Id(2)] public required double? Mid { get; init; }

    /// <summary>Realised volatility by root of a second, as a fraction of the price.</summary>
    [Id(3)] public required FlowFigure Volatility { get; init; }

    /// <summary>Stretch it is taken over.</summary>
    [Id(4)] public required TimeSpan VolatilityWindow { get; init; }

    /// <summary>How often orders reach a distance from the mid.</summary>
    [Id(5)] public required FillIntensity Intensity { get; init; }

    /// <summary>γ: aversion to risk, in one over quote currency; positive.</summary>
    [Id(6)] public required double Gamma { get; init; }

    /// <summary>τ: time to the end of trading that Avellaneda and Stoikov's model counts with.</summary>
    [Id(7)] public required TimeSpan Horizon { get; init; }

    /// <summary>Size of a quote, in the venue's unit of amount; positive.</summary>
    [Id(8)] public required decimal Size { get; init; }
}

/// <summary>Where a model would quote, with everything that went into it.</summary>
[GenerateSerializer, Immutable, Alias("ballast.quote-view")]
public sealed record QuoteView
{
    /// <summary>Avellaneda and Stoikov (2008).</summary>
    public const string AvellanedaStoikov = "avellaneda-stoikov";

    /// <summary>Guéant, Lehalle and Fernandez-Tapia (2013).</summary>
    public const string Glft = "glft";

    /// <summary>One of the two.</summary>
    [Id(0)] public required string Model { get; init; }

    /// <summary>s, in quote.</summary>
    [Id(1)] public double? Mid { get; init; }

    /// <summary>q: what is held, in units of the base asset.</summary>
    [Id(2)] public double? Inventory { get; init; }

    /// <summary>γ, in one over quote.</summary>
    [Id(3)] public required double Gamma { get; init; }

    /// <summary>σ: deviation of the mid by root of a second, in quote.</summary>
    [Id(4)] public double? Sigma { get; init; }

    /// <summary>τ in seconds; of no consequence for <see cref="Glft"/>.</summary>
    [Id(5)] public required double TimeLeft { get; init; }

    /// <summary>k: decay of the fill intensity, in one over quote.</summary>
    [Id(6)] public double? K { get; init; }

    /// <summary>A: fills by second at the mid; of no consequence for <see cref="AvellanedaStoikov"/>.</summary>
    [Id(7)] public double? A { get; init; }

    /// <summary>Δ: size of a quote, in units of the base asset; of no consequence for <see cref="AvellanedaStoikov"/>.</summary>
    [Id(8)] public double? Delta { get; init; }

    /// <summary>Stretch that A and k were fitted over.</summary>
    [Id(9)] public required TimeSpan Window { get; init; }

    /// <summary>Orders they were fitted to.</summary>
    [Id(10)] public required int Observations { get; init; }

    /// <summary>How well they fit, from 0 to 1.</summary>
    [Id(11)] public double? RSquared { get; init; }

    /// <summary>Price at which the holder is indifferent, in quote; <see langword="null"/> with <see cref="Reason"/>, like all below.</summary>
    [Id(12)] public double? Reservation { get; init; }

    /// <summary>Quote to buy.</summary>
    [Id(13)] public double? Bid { get; init; }

    /// <summary>Quote to sell.</summary>
    [Id(14)] public double? Ask { get; init; }

    /// <summary>Distance of both from the reservation price.</summary>
    [Id(15)] public double? HalfSpread { get; init; }

    /// <summary>Fall of the reservation price by a unit of the base asset held.</summary>
    [Id(16)] public double? Skew { get; init; }

    /// <summary>Why there is no quote; otherwise <see langword="null"/>.</summary>
    [Id(17)] public string? Reason { get; init; }
}
