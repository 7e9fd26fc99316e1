namespace Ballast.Domain.MarketData;

/// <summary>How a book treats what a venue sends. The default keeps everything as sent.</summary>
/// <remarks>Two books with equal rules that take the same messages are equal.</remarks>
public sealed record BookRules
{
    /// <summary>Everything as sent.</summary>
    public static readonly BookRules AsSent = new();

    /// <summary>
    /// Whether a crossed or locked book is uncrossed after each message: while best bid ≥ best ask, the best bid goes if the
    /// message wrote the best ask, else the best ask goes; so what was just written stays (<c>removeCrossedLevels</c> of Tardis' own book).
    /// </summary>
    public bool Uncross { get; init; }

    /// <summary>Most levels kept a side: after each message the worst past it are forgotten; <see langword="null"/> keeps all.</summary>
    /// <remarks>A forgotten level does not come back when better ones go, only when the venue sends it again.</remarks>
    public int? MaxDepth { get; init; }

    /// <summary>Smallest price step in quote, for speed only; <see langword="null"/> finds out. Prices off it are kept all the same.</summary>
    public decimal? TickSize { get; init; }
}
