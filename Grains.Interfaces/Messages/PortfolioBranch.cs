namespace Ballast.Grains.Interfaces;

/// <summary>A portfolio with all portfolios below it.</summary>
[GenerateSerializer, Immutable, Alias("ballast.portfolio-branch")]
public sealed record PortfolioBranch
{
    /// <summary>Its name.</summary>
    [Id(0)] public required string Portfolio { get; init; }

    /// <summary>The portfolio it counts in; <see langword="null"/> at the top.</summary>
    [Id(1)] public required string? Parent { get; init; }

    /// <summary>Portfolios right below it, in ordinal order.</summary>
    [Id(2)] public required IReadOnlyList<PortfolioBranch> Children { get; init; }
}
