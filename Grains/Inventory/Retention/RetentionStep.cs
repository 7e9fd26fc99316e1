namespace Ballast.Grains.Inventory.Retention;

/// <summary>Next step of dropping a journal's oldest segments.</summary>
/// <param name="Checkpoint">Text of a checkpoint for the next segment; <see langword="null"/> when none is needed.</param>
/// <param name="Below">First segment to keep; 0 drops none.</param>
/// <param name="UpTo">Last venue time whose events are only in a checkpoint after the drop.</param>
internal readonly record struct RetentionStep(string? Checkpoint, int Below, Instant UpTo);
