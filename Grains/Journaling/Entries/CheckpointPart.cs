namespace Ballast.Grains.Journaling.Entries;

/// <summary>Part of the state that the chain before this segment adds up to; all parts follow the header without a gap.</summary>
/// <param name="Part">From 0.</param>
/// <param name="Parts">How many there are; a reader ignores a checkpoint that lacks some.</param>
/// <param name="Text">Opaque to the journal.</param>
public sealed record CheckpointPart(int Part, int Parts, string Text) : JournalEntry;
