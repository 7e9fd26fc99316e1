namespace Ballast.Grains.Journaling;

/// <summary>A complete checkpoint in a journal.</summary>
/// <param name="End">Place after its last part: state and place together are a beginning to load from.</param>
/// <param name="HeaderNumber">Number of the header before it: what the checkpoint adds up ends there.</param>
/// <param name="State">The state.</param>
public sealed record Checkpoint(JournalPosition End, long HeaderNumber, CheckpointState State);
