using System.Security.Cryptography;
using System.Text;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Pnl.Markouts;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>What a journal adds up to.</summary>
/// <param name="Ledgers">The ledgers; without keys.</param>
/// <param name="Markouts">The markouts.</param>
/// <param name="Policy">What they rest on.</param>
internal sealed record FoldedLedgers(InstrumentLedgers Ledgers, MarkoutTracker Markouts, LedgerPolicy Policy)
{
    /// <summary>Hexadecimal digest of both, equal for equal histories.</summary>
    internal string StateHash() => StateHash(Ledgers, Markouts);

    /// <summary>Of the markouts their sums: single fills carry journal numbers, which follow the order of arrival.</summary>
    internal static string StateHash(InstrumentLedgers ledgers, MarkoutTracker markouts)
    {
        var sums = markouts.Tables.OrderBy(table => table.Key, StringComparer.Ordinal)
            .Select(table => $"{table.Key.Length}:{table.Key}{table.Value.StateHash()}");
        return ledgers.StateHash() + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(sums))).AsSpan(0, HashBytes));
    }

    private const int HashBytes = 16;
}
