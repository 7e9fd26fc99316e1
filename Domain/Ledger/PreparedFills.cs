namespace Ballast.Domain.Ledger;

/// <summary>What becomes of a fill.</summary>
public enum FillVerdict
{
    /// <summary>New: it is journaled and then counts.</summary>
    Booked,

    /// <summary>Equal to one already booked, and ignored.</summary>
    Duplicate,

    /// <summary>Same key as one already booked but a different payload: the first is kept.</summary>
    Conflict,

    /// <summary>Impossible to book; its key stays free.</summary>
    Refused,
}

/// <summary>Verdicts on a list of fills, before anything is journaled or changed.</summary>
public sealed class PreparedFills
{
    internal PreparedFills((Fill Fill, FillVerdict Verdict, string? Reason)[] entries)
    {
        Entries = entries;
        Booked = [.. entries.Where(e => e.Verdict == FillVerdict.Booked).Select(e => e.Fill)];
    }

    /// <summary>One per fill, in the order given. The reason is set for conflicts and refusals only.</summary>
    public (Fill Fill, FillVerdict Verdict, string? Reason)[] Entries { get; }

    /// <summary>What must be journaled before <see cref="InstrumentLedgers.Commit"/>, in the order given.</summary>
    public Fill[] Booked { get; }
}
