namespace Ballast.Domain.Instruments;

/// <summary>A price at which a position can be valued, with the venue time at which it was last known to hold.</summary>
/// <param name="Price">The price, in quote; positive.</param>
/// <param name="AsOf">Venue time at which it was last known to hold.</param>
[GenerateSerializer, Immutable, Alias("ballast.mark-price")]
public readonly record struct MarkPrice([property: Id(0)] decimal Price, [property: Id(1)] Instant AsOf)
{
    /// <summary>Age at <paramref name="now"/>; negative when the venue's clock runs ahead of ours.</summary>
    public TimeSpan Age(Instant now) => now - AsOf;

    /// <summary>This price, or <see langword="null"/> when it is older than <paramref name="maxAge"/>.</summary>
    public MarkPrice? Fresh(Instant now, TimeSpan maxAge) => Age(now) <= maxAge ? this : null;

    /// <summary>Converts a price from market data; <see langword="null"/> unless it is positive, finite and within the range of decimal.</summary>
    public static MarkPrice? From(double price, Instant asOf) =>
        price is > 0 and < 1e27 && (decimal)price is > 0 and var exact ? new MarkPrice(exact, asOf) : null;
}
