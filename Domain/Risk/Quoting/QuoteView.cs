namespace Ballast.Domain.Risk.Quoting;

/// <summary>Quotes of a model, with all its inputs.</summary>
[GenerateSerializer, Immutable, Alias("ballast.quote-view")]
public sealed record QuoteView
{
    /// <summary>Name of the model of Avellaneda and Stoikov (2008).</summary>
    public const string AvellanedaStoikov = "avellaneda-stoikov";

    /// <summary>Name of the model of Guéant, Lehalle and Fernandez-Tapia (2013).</summary>
    public const string Glft = "glft";

    /// <summary>Model: <see cref="AvellanedaStoikov"/> or <see cref="Glft"/>.</summary>
    [Id(0)] public required string Model { get; init; }

    /// <summary>s: mid, in quote; <see langword="null"/> without one.</summary>
    [Id(1)] public double? Mid { get; init; }

    /// <summary>q: signed inventory, in base; <see langword="null"/> when it cannot be expressed in base.</summary>
    [Id(2)] public double? Inventory { get; init; }

    /// <summary>γ: risk aversion, in 1/quote.</summary>
    [Id(3)] public required double Gamma { get; init; }

    /// <summary>σ: standard deviation of the mid per square root of a second, in quote; <see langword="null"/> when unknown.</summary>
    [Id(4)] public double? Sigma { get; init; }

    /// <summary>τ: time to the end of trading, in seconds; not used by <see cref="Glft"/>.</summary>
    [Id(5)] public required double TimeLeft { get; init; }

    /// <summary>k: decay of the fill intensity, in 1/quote; <see langword="null"/> when unknown.</summary>
    [Id(6)] public double? K { get; init; }

    /// <summary>A: orders per second at the mid; <see langword="null"/> when unknown; not used by <see cref="AvellanedaStoikov"/>.</summary>
    [Id(7)] public double? A { get; init; }

    /// <summary>
    /// Δ: size of a quote, in base; <see langword="null"/> when it cannot be expressed in base; not used by
    /// <see cref="AvellanedaStoikov"/>.
    /// </summary>
    [Id(8)] public double? Delta { get; init; }

    /// <summary>Length of the window in which A and k were fitted.</summary>
    [Id(9)] public required TimeSpan Window { get; init; }

    /// <summary>Number of orders they were fitted to.</summary>
    [Id(10)] public required int Observations { get; init; }

    /// <summary>R² of that fit, from 0 to 1; <see langword="null"/> without a fit.</summary>
    [Id(11)] public double? RSquared { get; init; }

    /// <summary>Reservation price, in quote; it and the members below are <see langword="null"/> when there is no quote.</summary>
    [Id(12)] public double? Reservation { get; init; }

    /// <summary>Bid quote, in quote currency.</summary>
    [Id(13)] public double? Bid { get; init; }

    /// <summary>Ask quote, in quote currency.</summary>
    [Id(14)] public double? Ask { get; init; }

    /// <summary>Distance of both quotes from the reservation price, in quote currency.</summary>
    [Id(15)] public double? HalfSpread { get; init; }

    /// <summary>Decrease of the reservation price per unit of base held, in quote currency.</summary>
    [Id(16)] public double? Skew { get; init; }

    /// <summary>Why there is no quote; otherwise <see langword="null"/>.</summary>
    [Id(17)] public string? Reason { get; init; }
}
