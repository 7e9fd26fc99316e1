using System.Globalization;
using Ballast.Domain.MarketData;

namespace Ballast.Silo.Feeds.Tardis;

/// <summary>What figures must satisfy to become an event, the same for every form of input.</summary>
internal static class EventRules
{
    /// <summary>What is wrong with a price and an amount, or <see langword="null"/>.</summary>
    /// <param name="price">In quote. No supported contract has a price that is not positive.</param>
    /// <param name="amount">In the venue's unit; 0 removes a book level.</param>
    public static string? Figures(double price, double amount) =>
        price <= 0 ? string.Create(CultureInfo.InvariantCulture, $"price {price} is not positive")
        : amount < 0 ? string.Create(CultureInfo.InvariantCulture, $"amount {amount} is negative")
        : null;

    /// <summary>The aggressor; <see langword="null"/> for a word that is none.</summary>
    public static TakerSide? Taker(ReadOnlySpan<byte> side) =>
        side.SequenceEqual("buy"u8) ? TakerSide.Buy
        : side.SequenceEqual("sell"u8) ? TakerSide.Sell
        : side.SequenceEqual("unknown"u8) ? TakerSide.Unknown
        : null;

    /// <summary>As <see cref="Taker(ReadOnlySpan{byte})"/>.</summary>
    public static TakerSide? Taker(string side) => Taker(System.Text.Encoding.UTF8.GetBytes(side));
}
