namespace Ballast.Grains.Journaling.Entries;

/// <summary>Start of an activation's writing, which fences every older activation.</summary>
/// <param name="Epoch">Epoch of the activation, from 1.</param>
/// <param name="Writer">Unique for each opening, so that two activations that open at the same time can tell their entries apart.</param>
/// <param name="Time">Wall-clock time of the writer.</param>
public sealed record Opened(long Epoch, string Writer, Instant Time) : JournalEntry;
