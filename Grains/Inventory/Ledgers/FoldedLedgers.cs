using System.Security.Cryptography;
using System.Text;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Pnl.Markouts;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>State that results from folding a journal.</summary>
/// <param name="Ledgers">Ledgers, without keys for de-duplication.</param>
/// <param name="Markouts">Markouts of their fills.</param>
/// <param name="Policy">Policy that the markouts follow.</param>
internal sealed record FoldedLedgers(InstrumentLedgers Ledgers, MarkoutTracker Markouts, LedgerPolicy Policy)
{
    /// <summary>Hexadecimal digest of ledgers and markouts; equal for equal events.</summary>
    internal string StateHash() => StateHash(Ledgers, Markouts);

    /// <summary>Covers only the sums of the markouts: single fills have journal numbers, which depend on the order of arrival.</summary>
    internal static string StateHash(InstrumentLedgers ledgers, MarkoutTracker markouts)
    {
        var sums = markouts.Tables.OrderBy(table => table.Key, StringComparer.Ordinal)
            .Select(table => $"{table.Key.Length}:{table.Key}{table.Value.StateHash()}");
        return ledgers.StateHash() + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(sums))).AsSpan(0, HashBytes));
    }

    private const int HashBytes = 16;
}
