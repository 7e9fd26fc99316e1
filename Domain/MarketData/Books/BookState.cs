namespace Ballast.Domain.MarketData.Books;

/// <summary>Whether a book's levels can be trusted.</summary>
public enum BookState
{
    /// <summary>No snapshot has arrived yet.</summary>
    NoSnapshot,

    /// <summary>Built from a snapshot and every change since.</summary>
    Live,

    /// <summary>Data was missed; until the next snapshot the levels are those known before.</summary>
    Stale,

    /// <summary>Live, but the best bid is not below the best ask: no mark is taken from it.</summary>
    Crossed,
}
