namespace Ballast.Domain.MarketData.Mids;

/// <summary>A mid and the time from which it held.</summary>
/// <param name="VenueTime">Monotone venue time of the change.</param>
/// <param name="Mid">The mid, in quote; NaN when the book has none from then on.</param>
[GenerateSerializer, Immutable, Alias("ballast.mid-change")]
public readonly record struct MidChange([property: Id(0)] Instant VenueTime, [property: Id(1)] double Mid);
