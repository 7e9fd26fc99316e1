using Ballast.Domain.Ledger;

namespace Ballast.Grains.Journaling;

/// <summary>One entry of an instrument's journal.</summary>
public abstract record JournalEntry
{
    private protected JournalEntry()
    {
    }
}

/// <summary>An activation begins to write, which fences every older one.</summary>
/// <param name="Epoch">Number of the activation, from 1.</param>
/// <param name="Writer">Who opened, unlike any other opening: two that open at once must not take each other's entry for their own.</param>
/// <param name="Time">Wall clock of the writer.</param>
public sealed record Opened(long Epoch, string Writer, Instant Time) : JournalEntry;

/// <summary>What the ledgers are folded with from here on, apart from events; the first thing after the first opening.</summary>
/// <param name="Instrument">Contract terms of the journal's instrument.</param>
/// <param name="Policy">How the owner folds, as text that it alone reads, e.g. which source of funding counts.</param>
public sealed record Terms(Instrument Instrument, string Policy) : JournalEntry;

/// <summary>An event of the ledgers.</summary>
/// <param name="Event">Of the journal's instrument.</param>
public sealed record Recorded(LedgerEvent Event) : JournalEntry
{
    /// <summary>What de-duplication needs of it.</summary>
    public KeyRow ToKey() => new(Event.Key.Hash(), Event.PayloadDigest());
}

/// <summary>What a rebuild needs to know about earlier events and they do not hold.</summary>
/// <param name="Items">At least one.</param>
public sealed record Annotated(IReadOnlyList<Annotation> Items) : JournalEntry;

/// <summary>Last entry of a segment: what it holds.</summary>
/// <param name="Entries">Entries of the segment before this one.</param>
/// <param name="FirstTime">Earliest venue time of its events; <see langword="null"/> when it has none.</param>
/// <param name="LastTime">Latest venue time of its events; <see langword="null"/> when it has none.</param>
/// <param name="MaxEventTime">Latest venue time of any event of the chain up to here; <see langword="null"/> when there is none.</param>
public sealed record SegmentSeal(long Entries, Instant? FirstTime, Instant? LastTime, Instant? MaxEventTime) : JournalEntry;

/// <summary>First entry of every segment but the first: where the chain stands.</summary>
/// <param name="Segment">Number of the segment.</param>
/// <param name="FirstNumber">Number of this entry, counted over the whole chain from 0.</param>
/// <param name="PreviousLength">Entries of the segment before, its seal included.</param>
/// <param name="PreviousHash">Running hash of that seal.</param>
/// <param name="Epoch">Newest epoch opened so far.</param>
/// <param name="MaxEventTime">As in the seal.</param>
/// <param name="Time">Wall clock of the writer.</param>
public sealed record SegmentHeader(
    int Segment, long FirstNumber, long PreviousLength, ulong PreviousHash, long Epoch, Instant? MaxEventTime, Instant Time) : JournalEntry;

/// <summary>Part of the state that the chain before this segment adds up to; all parts follow the header without a gap.</summary>
/// <param name="Part">From 0.</param>
/// <param name="Parts">How many there are; a reader ignores a checkpoint that lacks some.</param>
/// <param name="Text">Opaque to the journal.</param>
public sealed record CheckpointPart(int Part, int Parts, string Text) : JournalEntry;
