namespace Ballast.Domain.Pnl.Markouts;

/// <summary>A mid that no later event can change.</summary>
/// <param name="Mid">The mid, in quote, positive; <see langword="null"/> when the book had none at that time.</param>
/// <param name="IsThinned">Whether it may not be the last one at that time, because of several mids within 10 ms only the last is known; at a horizon only.</param>
[GenerateSerializer, Immutable, Alias("ballast.final-mid")]
public readonly record struct FinalMid([property: Id(0)] decimal? Mid, [property: Id(1)] bool IsThinned = false);
