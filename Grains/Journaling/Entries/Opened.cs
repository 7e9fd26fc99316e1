namespace Ballast.Grains.Journaling.Entries;

/// <summary>An activation begins to write, which fences every older one.</summary>
/// <param name="Epoch">Number of the activation, from 1.</param>
/// <param name="Writer">Who opened, unlike any other opening: two that open at once must not take each other's entry for their own.</param>
/// <param name="Time">Wall clock of the writer.</param>
public sealed record Opened(long Epoch, string Writer, Instant Time) : JournalEntry;
