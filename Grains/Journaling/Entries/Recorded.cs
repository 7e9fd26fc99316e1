using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Journaling.Keys;

namespace Ballast.Grains.Journaling.Entries;

/// <summary>An event of the ledgers.</summary>
/// <param name="Event">Of the journal's instrument.</param>
public sealed record Recorded(LedgerEvent Event) : JournalEntry
{
    /// <summary>What de-duplication needs of it.</summary>
    public KeyRow ToKey() => new(Event.Key.Hash(), Event.PayloadDigest());
}
