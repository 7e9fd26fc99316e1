namespace Ballast.Grains.Interfaces.Inventory;

/// <summary>The part of an opening trade that is still open.</summary>
/// <param name="Quantity">Signed quantity, in the venue's unit of amount.</param>
/// <param name="Price">Price at which it was opened, in quote.</param>
[GenerateSerializer, Immutable, Alias("ballast.open-lot")]
public readonly record struct OpenLot([property: Id(0)] decimal Quantity, [property: Id(1)] decimal Price);
