namespace Ballast.Domain.MarketData.Books;

/// <summary>How a book changes the levels a venue sends. The default keeps them as sent.</summary>
/// <remarks>Two books with equal rules that apply the same messages are equal.</remarks>
public sealed record BookRules
{
    /// <summary>Keeps all levels as sent.</summary>
    public static readonly BookRules AsSent = new();

    /// <summary>
    /// Whether a crossed or locked book is uncrossed after each message: while best bid ≥ best ask, the best bid is removed if the
    /// message wrote the best ask, else the best ask is removed. So newly written levels stay (<c>removeCrossedLevels</c> in Tardis' own book).
    /// </summary>
    public bool Uncross { get; init; }

    /// <summary>Maximum number of levels per side; after each message the worst ones beyond it are dropped. <see langword="null"/> keeps all.</summary>
    /// <remarks>A dropped level does not return when better ones are removed, only when the venue sends it again.</remarks>
    public int? MaxDepth { get; init; }

    /// <summary>
    /// Smallest price step, in quote, used only for speed; <see langword="null"/> infers it from prices. Prices between steps are kept as
    /// well.
    /// </summary>
    public decimal? TickSize { get; init; }
}
