namespace Ballast.Grains.Interfaces;

/// <summary>Identifies a portfolio. Every client-facing method of a portfolio takes one, because authorisation depends on it.</summary>
/// <param name="Name">Name of the portfolio, not empty; compared case-sensitively.</param>
[GenerateSerializer, Immutable, Alias("ballast.portfolio-id")]
public readonly record struct PortfolioId([property: Id(0)] string Name)
{
    /// <inheritdoc />
    public override string ToString() => Name;
}
