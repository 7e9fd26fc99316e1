namespace Ballast.Grains.Interfaces.Books;

/// <summary>Position of a reader in an instrument's trades.</summary>
/// <param name="Epoch">Activation of the book in which the position counts; 0 starts at the oldest kept trade.</param>
/// <param name="Position">Number of trades already read in that activation.</param>
[GenerateSerializer, Immutable, Alias("ballast.trade-cursor")]
public readonly record struct TradeCursor([property: Id(0)] long Epoch, [property: Id(1)] long Position);
