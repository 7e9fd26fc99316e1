using Ballast.Domain;
using Ballast.Domain.Pnl;
using Ballast.Domain.Risk;

namespace Ballast.Grains.Interfaces;

/// <summary>What a portfolio tells its parent: positions of its own and of every portfolio below it, in their settle currencies.</summary>
[GenerateSerializer, Immutable, Alias("ballast.portfolio-push")]
public sealed record PortfolioPush
{
    /// <summary>Who tells.</summary>
    [Id(0)] public required string Portfolio { get; init; }

    /// <summary>Its activation; what is not whole adds only to what the same one told before.</summary>
    [Id(1)] public required Guid Activation { get; init; }

    /// <summary>Rises with everything an activation tells.</summary>
    [Id(2)] public required long Sequence { get; init; }

    /// <summary>Whether <see cref="Positions"/> are all there are, not only those that changed.</summary>
    [Id(3)] public required bool IsWhole { get; init; }

    /// <summary>Newest position of each holder and instrument.</summary>
    [Id(4)] public required HeldPosition[] Positions { get; init; }

    /// <summary>The portfolio itself and all below it; positions of any other have left.</summary>
    [Id(5)] public required PositionHolder[] Holders { get; init; }

    /// <summary>What is missing of it and below it, each in words.</summary>
    [Id(6)] public required string[] Missing { get; init; }

    /// <summary>What it and all below it held at points of the risk grid, oldest first; told again until the parent has taken them.</summary>
    [Id(7)] public required ForecastPoint[] Points { get; init; }

    /// <summary>Whether anything in it or below it closes points at all.</summary>
    [Id(8)] public required bool ClosesPoints { get; init; }

    /// <summary>Its first point ever, or the default for one before its activation; <see langword="null"/> without any.</summary>
    [Id(9)] public required Instant? PointsFrom { get; init; }
}

/// <summary>A position with the portfolio whose ledgers it consists of.</summary>
/// <param name="Holder">That portfolio.</param>
/// <param name="Push">The position, without what closed and what came late.</param>
[GenerateSerializer, Immutable, Alias("ballast.held-position")]
public sealed record HeldPosition([property: Id(0)] string Holder, [property: Id(1)] PositionPush Push);

/// <summary>A portfolio whose positions count in those above it.</summary>
/// <param name="Portfolio">Its name.</param>
/// <param name="Translation">What it converted of its earlier profit.</param>
[GenerateSerializer, Immutable, Alias("ballast.position-holder")]
public sealed record PositionHolder([property: Id(0)] string Portfolio, [property: Id(1)] FxTranslation Translation);
