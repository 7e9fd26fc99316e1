namespace Ballast.Grains.Journaling;

/// <summary>What is wrong with a journal.</summary>
public enum DamageKind
{
    /// <summary>An entry cannot be read, or is of a kind that does not belong at its place.</summary>
    Unreadable,

    /// <summary>An entry's running hash does not follow from the entry before: one was changed, lost or put in.</summary>
    BrokenChain,

    /// <summary>A seal or header states something else than what stands there.</summary>
    Misstated,

    /// <summary>A segment between others is missing.</summary>
    MissingSegment,

    /// <summary>The journal begins with a later segment and holds no complete checkpoint.</summary>
    NoCheckpoint,

    /// <summary>An entry that somebody has seen is not there any more, or another one stands in its place.</summary>
    LostTail,
}

/// <summary>The first thing found wrong in a journal, and where.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Instrument">Whose journal.</param>
/// <param name="Segment">Which segment.</param>
/// <param name="Index">Which entry of it, from 0.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Actual">What is there.</param>
public sealed record JournalDamage(DamageKind Kind, InstrumentId Instrument, int Segment, long Index, string Expected, string Actual)
{
    /// <inheritdoc />
    public override string ToString() =>
        $"{Instrument}: journal segment {Segment}, entry {Index}: {Kind}: expected {Expected}, found {Actual}";
}
