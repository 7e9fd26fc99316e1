namespace Ballast.Grains.Journaling;

/// <summary>Kinds of damage of a journal.</summary>
public enum DamageKind
{
    /// <summary>An entry cannot be read, or is of a kind that does not belong at its position.</summary>
    Unreadable,

    /// <summary>An entry's running hash does not follow from the entry before: an entry was changed, removed or inserted.</summary>
    BrokenChain,

    /// <summary>A seal or header differs from what the entries before it give.</summary>
    Misstated,

    /// <summary>A segment between others is missing.</summary>
    MissingSegment,

    /// <summary>The journal begins with a later segment and holds no complete checkpoint.</summary>
    NoCheckpoint,

    /// <summary>An entry that a snapshot covers is missing or has been replaced by another.</summary>
    LostTail,
}

/// <summary>The first damage found in a journal, and its position.</summary>
/// <param name="Kind">Kind of damage.</param>
/// <param name="Instrument">Instrument of the journal.</param>
/// <param name="Segment">Number of the segment.</param>
/// <param name="Index">Index of the entry in the segment, from 0.</param>
/// <param name="Expected">What was expected, in words.</param>
/// <param name="Actual">What was found, in words.</param>
public sealed record JournalDamage(DamageKind Kind, InstrumentId Instrument, int Segment, long Index, string Expected, string Actual)
{
    /// <inheritdoc />
    public override string ToString() =>
        $"{Instrument}: journal segment {Segment}, entry {Index}: {Kind}: expected {Expected}, found {Actual}";
}
