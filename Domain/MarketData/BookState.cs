namespace Ballast.Domain.MarketData;

/// <summary>Whether a book's levels can be trusted.</summary>
public enum BookState
{
    /// <summary>No snapshot has come yet.</summary>
    NoSnapshot,

    /// <summary>Built from a snapshot and every change since.</summary>
    Live,

    /// <summary>Something was missed; the levels are those before it, until the next snapshot.</summary>
    Stale,

    /// <summary>Live, but the best bid is not below the best ask: no mark is taken from it.</summary>
    Crossed,
}
