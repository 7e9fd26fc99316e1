namespace Ballast.Domain.Ledger.Booking;

/// <summary>Identifies one ledger of an instrument. Ordered by portfolio, then account, both ordinally.</summary>
/// <param name="Portfolio">Portfolio of the ledger.</param>
/// <param name="Account">Venue account.</param>
public readonly record struct LedgerKey(string Portfolio, string Account) : IComparable<LedgerKey>
{
    /// <inheritdoc />
    public int CompareTo(LedgerKey other) => string.CompareOrdinal(Portfolio, other.Portfolio) is var order and not 0
        ? order
        : string.CompareOrdinal(Account, other.Account);

    /// <summary>Whether <paramref name="left"/> sorts first.</summary>
    public static bool operator <(LedgerKey left, LedgerKey right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts last.</summary>
    public static bool operator >(LedgerKey left, LedgerKey right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> does not sort last.</summary>
    public static bool operator <=(LedgerKey left, LedgerKey right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> does not sort first.</summary>
    public static bool operator >=(LedgerKey left, LedgerKey right) => left.CompareTo(right) >= 0;
}
