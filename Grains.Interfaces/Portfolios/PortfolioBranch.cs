namespace Ballast.Grains.Interfaces.Portfolios;

/// <summary>A portfolio with all portfolios below it in the tree.</summary>
[GenerateSerializer, Immutable, Alias("ballast.portfolio-branch")]
public sealed record PortfolioBranch
{
    /// <summary>Name of the portfolio.</summary>
    [Id(0)] public required string Portfolio { get; init; }

    /// <summary>Name of its parent; <see langword="null"/> at the top.</summary>
    [Id(1)] public required string? Parent { get; init; }

    /// <summary>Its children, in ordinal order of name.</summary>
    [Id(2)] public required IReadOnlyList<PortfolioBranch> Children { get; init; }
}
