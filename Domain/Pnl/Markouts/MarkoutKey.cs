using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.Pnl.Markouts;

/// <summary>Dimensions by which markouts are grouped; they can be combined.</summary>
[Flags]
public enum MarkoutDimensions
{
    /// <summary>All fills together.</summary>
    None = 0,

    /// <summary>Maker, taker or unknown.</summary>
    Liquidity = 1,

    /// <summary>Bought or sold.</summary>
    Side = 2,

    /// <summary>Exchange.</summary>
    Venue = 4,

    /// <summary>Hour of the day of the fill, UTC.</summary>
    Hour = 8,

    /// <summary>Bucket of notional.</summary>
    Size = 16,

    /// <summary>Every dimension.</summary>
    All = Liquidity | Side | Venue | Hour | Size,
}

/// <summary>Key of a group of fills; a dimension that is <see langword="null"/> is not distinguished.</summary>
/// <param name="Venue">Exchange.</param>
/// <param name="Liquidity">Whether our orders rested in the book or crossed the spread.</param>
/// <param name="Side">Whether we bought or sold.</param>
/// <param name="Hour">Hour of the day of the fill, 0 to 23, UTC.</param>
/// <param name="Size">Bucket of <see cref="MarkoutSizes"/>.</param>
[GenerateSerializer, Immutable, Alias("ballast.markout-key")]
public readonly record struct MarkoutKey(
    [property: Id(0)] string? Venue,
    [property: Id(1)] LiquiditySide? Liquidity,
    [property: Id(2)] Side? Side,
    [property: Id(3)] int? Hour,
    [property: Id(4)] int? Size)
{
    private const long MicrosPerHour = 3_600 * Instant.PerSecond;

    /// <summary>Order by venue, liquidity, side (buys first), hour and size; <see langword="null"/> sorts first.</summary>
    internal static Comparer<MarkoutKey> Order { get; } = Comparer<MarkoutKey>.Create((left, right) =>
        string.CompareOrdinal(left.Venue, right.Venue) is var byVenue and not 0 ? byVenue
        : Nullable.Compare(left.Liquidity, right.Liquidity) is var byLiquidity and not 0 ? byLiquidity
        : Nullable.Compare(-(int?)left.Side, -(int?)right.Side) is var bySide and not 0 ? bySide
        : Nullable.Compare(left.Hour, right.Hour) is var byHour and not 0 ? byHour
        : Nullable.Compare(left.Size, right.Size));

    /// <summary>The key under which a fill is counted.</summary>
    internal static MarkoutKey Of(string venue, MarkoutFill fill, decimal notional, MarkoutSizes sizes) =>
        new(venue, fill.Liquidity, fill.Side, (int)(fill.VenueTime.Micros / MicrosPerHour % 24), sizes.BucketOf(notional));

    /// <summary>This key with only the dimensions of <paramref name="kept"/>; the others become <see langword="null"/>.</summary>
    internal MarkoutKey Keep(MarkoutDimensions kept) => new(
        kept.HasFlag(MarkoutDimensions.Venue) ? Venue : null,
        kept.HasFlag(MarkoutDimensions.Liquidity) ? Liquidity : null,
        kept.HasFlag(MarkoutDimensions.Side) ? Side : null,
        kept.HasFlag(MarkoutDimensions.Hour) ? Hour : null,
        kept.HasFlag(MarkoutDimensions.Size) ? Size : null);
}
