namespace Ballast.Domain.Ledger;

/// <summary>What becomes of an event. Part of the wire: never renumber.</summary>
public enum FillOutcome
{
    /// <summary>New: it is journaled and then counts.</summary>
    Recorded = 0,

    /// <summary>Equal to one already booked; ignored and counted.</summary>
    Duplicate = 1,

    /// <summary>Same key as a booked event with another payload; the first is kept.</summary>
    Conflict = 2,

    /// <summary>Impossible to book; the reason says why. Its id is not consumed.</summary>
    Refused = 3,

    /// <summary>
    /// Older than keys are kept for, so it cannot be told from one already booked: only an import may bring it. Or no later than
    /// the oldest checkpoint, or a void of such a fill: only an adjustment can change what is there.
    /// </summary>
    TooOld = 4,

    /// <summary>Stamped further ahead of now than clocks differ.</summary>
    InFuture = 5,
}

/// <summary>Which stamps are taken.</summary>
/// <param name="From">Earliest venue time.</param>
/// <param name="To">Latest venue time.</param>
/// <param name="Floor">Last venue time that is only in a checkpoint; <see langword="null"/> while every event is kept.</param>
public readonly record struct StampRange(Instant From, Instant To, Instant? Floor = null)
{
    /// <summary>Every stamp.</summary>
    public static StampRange All { get; } = new(new(long.MinValue), new(long.MaxValue));
}

/// <summary>Outcomes of a list of events, before anything is journaled or changed.</summary>
public sealed class PreparedEvents
{
    internal PreparedEvents((LedgerEvent Event, FillOutcome Outcome, string? Reason)[] entries, IReadOnlyList<(KeyHash Key, long Digest)> booked)
    {
        Entries = entries;
        Booked = [.. entries.Where(e => e.Outcome == FillOutcome.Recorded).Select(e => e.Event)];
        BookedKeys = booked;
    }

    /// <summary>One per event, in the order given. The reason is set unless recorded or duplicate.</summary>
    public IReadOnlyList<(LedgerEvent Event, FillOutcome Outcome, string? Reason)> Entries { get; }

    /// <summary>What must be journaled before <see cref="InstrumentLedgers.Commit"/>, in the order given.</summary>
    public IReadOnlyList<LedgerEvent> Booked { get; }

    /// <summary>Key and payload digest of each of <see cref="Booked"/>.</summary>
    internal IReadOnlyList<(KeyHash Key, long Digest)> BookedKeys { get; }
}
