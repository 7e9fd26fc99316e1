namespace Ballast.Grains.Interfaces;

/// <summary>Name of a portfolio. Every client-facing method of a portfolio's figures takes one: authorisation is by it.</summary>
/// <param name="Name">Not empty; compared exactly.</param>
[GenerateSerializer, Immutable, Alias("ballast.portfolio-id")]
public readonly record struct PortfolioId([property: Id(0)] string Name)
{
    /// <inheritdoc />
    public override string ToString() => Name;
}
