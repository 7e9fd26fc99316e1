using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.Ledger.Booking;

/// <summary>Result of submitting an event. The numbers are on the wire: never change them.</summary>
public enum FillOutcome
{
    /// <summary>New: it is journaled and booked.</summary>
    Recorded = 0,

    /// <summary>Equal to an event already booked; it is ignored and counted.</summary>
    Duplicate = 1,

    /// <summary>A booked event has the same key and another payload; the booked one is kept.</summary>
    Conflict = 2,

    /// <summary>Invalid, for the reason given; the id may be used again.</summary>
    Refused = 3,

    /// <summary>
    /// Older than the keys kept, so that a repeat could not be recognised: only an import may book it. Or it is not later than the
    /// oldest checkpoint, or voids such a fill: only an adjustment can then correct the ledger.
    /// </summary>
    TooOld = 4,

    /// <summary>Its venue time is further ahead of now than clocks may differ.</summary>
    InFuture = 5,
}

/// <summary>Outcomes of a list of events, determined before anything is journaled or changed.</summary>
public sealed class PreparedEvents
{
    internal PreparedEvents((LedgerEvent Event, FillOutcome Outcome, string? Reason)[] entries, IReadOnlyList<(KeyHash Key, long Digest)> booked)
    {
        Entries = entries;
        Booked = [.. entries.Where(e => e.Outcome == FillOutcome.Recorded).Select(e => e.Event)];
        BookedKeys = booked;
    }

    /// <summary>One per event, in the order given. The reason is <see langword="null"/> for recorded and duplicate events.</summary>
    public IReadOnlyList<(LedgerEvent Event, FillOutcome Outcome, string? Reason)> Entries { get; }

    /// <summary>Events that must be journaled before <see cref="InstrumentLedgers.Commit"/>, in the order given.</summary>
    public IReadOnlyList<LedgerEvent> Booked { get; }

    /// <summary>Key and payload digest of each of <see cref="Booked"/>.</summary>
    internal IReadOnlyList<(KeyHash Key, long Digest)> BookedKeys { get; }
}
