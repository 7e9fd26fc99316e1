using System.Globalization;

namespace Ballast.Domain.Instruments;

/// <summary>A price at which a position can be valued, with the venue time at which it was last known to hold.</summary>
/// <param name="Price">The price, in quote; positive.</param>
/// <param name="AsOf">Venue time at which it was last known to hold.</param>
[GenerateSerializer, Immutable, Alias("ballast.mark-price")]
public readonly record struct MarkPrice([property: Id(0)] decimal Price, [property: Id(1)] Instant AsOf)
{
    /// <summary>Age at <paramref name="now"/>; 0 when the venue's clock runs ahead of ours.</summary>
    public TimeSpan Age(Instant now) => now > AsOf ? now - AsOf : TimeSpan.Zero;

    /// <summary>This price, or <see langword="null"/> when it is older than <paramref name="maxAge"/>.</summary>
    public MarkPrice? Fresh(Instant now, TimeSpan maxAge) => Age(now) <= maxAge ? this : null;

    /// <summary>
    /// Whether the price has more than the 15 digits of which a double holds every one, so that its last digits may differ from those of the
    /// feed's text.
    /// </summary>
    public bool IsRounded() => (decimal)(double)Price != Price;

    /// <summary>Converts a price from market data; <see langword="null"/> unless it is positive, finite and within the range of decimal.</summary>
    /// <remarks>It is the decimal of fewest digits, at least 15, that equals the double or one of its two neighbours.</remarks>
    public static MarkPrice? From(double price, Instant asOf) =>
        price is > 0 and < 1e27 && Shortest(price) is > 0 and var exact ? new MarkPrice(exact, asOf) : null;

    private static decimal Shortest(double price)
    {
        // A neighbour will do, because the mean of two prices may miss the double of the exact mean by one unit in the last place.
        var (from, to) = (Math.BitDecrement(price), Math.BitIncrement(price));
        bool IsNear(decimal known) => (double)known >= from && (double)known <= to;
        var shortest = (decimal)price;
        if (!IsNear(shortest))
        {
            shortest = Digits(price, "E15");
        }

        return IsNear(shortest) ? shortest : Digits(price, "E16");
    }

    private static decimal Digits(double price, string format) =>
        decimal.Parse(price.ToString(format, CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
}
