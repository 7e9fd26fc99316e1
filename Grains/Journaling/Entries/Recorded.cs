using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Journaling.Keys;

namespace Ballast.Grains.Journaling.Entries;

/// <summary>A booked ledger event.</summary>
/// <param name="Event">The event, of the journal's instrument.</param>
public sealed record Recorded(LedgerEvent Event) : JournalEntry
{
    /// <summary>Key and digest of the event, for de-duplication.</summary>
    public KeyRow ToKey() => new(Event.Key.Hash(), Event.PayloadDigest());
}
