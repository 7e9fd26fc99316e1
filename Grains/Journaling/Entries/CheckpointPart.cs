namespace Ballast.Grains.Journaling.Entries;

/// <summary>Part of a checkpoint, which is the state of the chain before this segment. All parts directly follow the header.</summary>
/// <param name="Part">Number of the part, from 0.</param>
/// <param name="Parts">Number of parts; a reader ignores a checkpoint with missing parts.</param>
/// <param name="Text">Text of the part; the journal does not interpret it.</param>
public sealed record CheckpointPart(int Part, int Parts, string Text) : JournalEntry;
