using System.Globalization;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Feeds.Tardis;

/// <summary>Rules for the figures of an event, the same for every form of input.</summary>
internal static class EventRules
{
    /// <summary>Says what is wrong with a price and an amount; <see langword="null"/> when nothing is.</summary>
    /// <param name="price">Price in quote currency. Every supported contract has a positive price.</param>
    /// <param name="amount">Amount in the venue's unit; 0 removes a book level.</param>
    public static string? Figures(double price, double amount) =>
        price <= 0 ? string.Create(CultureInfo.InvariantCulture, $"price {price} is not positive")
        : amount < 0 ? string.Create(CultureInfo.InvariantCulture, $"amount {amount} is negative")
        : null;

    /// <summary>The side of the aggressor; <see langword="null"/> for an unknown word.</summary>
    public static TakerSide? Taker(ReadOnlySpan<byte> side) =>
        side.SequenceEqual("buy"u8) ? TakerSide.Buy
        : side.SequenceEqual("sell"u8) ? TakerSide.Sell
        : side.SequenceEqual("unknown"u8) ? TakerSide.Unknown
        : null;

    /// <summary>As <see cref="Taker(ReadOnlySpan{byte})"/>.</summary>
    public static TakerSide? Taker(string side) => Taker(System.Text.Encoding.UTF8.GetBytes(side));
}
