namespace Ballast.Grains.Inventory.Retention;

/// <summary>What is to be done about a journal's oldest segments.</summary>
/// <param name="Checkpoint">Text of a checkpoint for the next segment; <see langword="null"/> for none.</param>
/// <param name="Below">Lowest segment to keep; 0 drops none.</param>
/// <param name="UpTo">Last venue time that is then only in a checkpoint.</param>
internal readonly record struct RetentionStep(string? Checkpoint, int Below, Instant UpTo);
