namespace Ballast.Domain.MarketData.Events;

/// <summary>One price of one side of a book.</summary>
/// <param name="Price">Price, in quote.</param>
/// <param name="Amount">New total size, in the venue's unit of amount; 0 removes the level.</param>
[GenerateSerializer, Immutable, Alias("ballast.book-level")]
public readonly record struct BookLevel([property: Id(0)] double Price, [property: Id(1)] double Amount);
