namespace Ballast.Domain.Pnl.Markouts;

/// <summary>A mid that no later event can change.</summary>
/// <param name="Mid">The mid, in quote, positive; <see langword="null"/> when the book had none at that time.</param>
[GenerateSerializer, Immutable, Alias("ballast.final-mid")]
public readonly record struct FinalMid([property: Id(0)] decimal? Mid);
