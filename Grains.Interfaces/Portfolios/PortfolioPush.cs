using Ballast.Domain;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Grains.Interfaces.Portfolios;

/// <summary>Update of a portfolio for its parent: its positions and those of all portfolios below it, in their settle currencies.</summary>
[GenerateSerializer, Immutable, Alias("ballast.portfolio-push")]
public sealed record PortfolioPush
{
    /// <summary>Sending portfolio.</summary>
    [Id(0)] public required string Portfolio { get; init; }

    /// <summary>Activation of the sender. A partial update applies only to earlier updates of the same activation.</summary>
    [Id(1)] public required Guid Activation { get; init; }

    /// <summary>Number of the update, which increases within an activation.</summary>
    [Id(2)] public required long Sequence { get; init; }

    /// <summary>Whether <see cref="Positions"/> are complete, instead of only those that changed.</summary>
    [Id(3)] public required bool IsWhole { get; init; }

    /// <summary>Newest positions, at most one per holder and instrument.</summary>
    [Id(4)] public required HeldPosition[] Positions { get; init; }

    /// <summary>The portfolio itself and all portfolios below it; positions of any other portfolio are removed.</summary>
    [Id(5)] public required PositionHolder[] Holders { get; init; }

    /// <summary>Descriptions of what is missing in it and below it.</summary>
    [Id(6)] public required string[] Missing { get; init; }

    /// <summary>
    /// Positions of it and all portfolios below it at points of the risk grid, oldest first; sent again until the parent has received them.
    /// </summary>
    [Id(7)] public required ForecastPoint[] Points { get; init; }

    /// <summary>Whether it or any portfolio below it closes points of the risk grid.</summary>
    [Id(8)] public required bool ClosesPoints { get; init; }

    /// <summary>Time of its first point, or the default when that was before its activation; <see langword="null"/> without any.</summary>
    [Id(9)] public required Instant? PointsFrom { get; init; }
}

/// <summary>A position and the portfolio whose ledgers it consists of.</summary>
/// <param name="Holder">That portfolio.</param>
/// <param name="Push">The position, without closed values and late events.</param>
[GenerateSerializer, Immutable, Alias("ballast.held-position")]
public sealed record HeldPosition([property: Id(0)] string Holder, [property: Id(1)] PositionPush Push);

/// <summary>A portfolio whose positions count in the portfolios above it.</summary>
/// <param name="Portfolio">Name of the portfolio.</param>
/// <param name="Translation">FX translation of its profit up to the newest closed minute.</param>
[GenerateSerializer, Immutable, Alias("ballast.position-holder")]
public sealed record PositionHolder([property: Id(0)] string Portfolio, [property: Id(1)] FxTranslation Translation);
