namespace Ballast.Domain.MarketData;

/// <summary>A mid that held from a time on.</summary>
/// <param name="VenueTime">Monotone venue time of the change.</param>
/// <param name="Mid">In quote; NaN from when the book has none.</param>
[GenerateSerializer, Immutable, Alias("ballast.mid-change")]
public readonly record struct MidChange([property: Id(0)] Instant VenueTime, [property: Id(1)] double Mid);
