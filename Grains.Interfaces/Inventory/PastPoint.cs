using Ballast.Domain;

namespace Ballast.Grains.Interfaces.Inventory;

/// <summary>A past time at which to value ledgers, with the prices to value them at.</summary>
/// <param name="At">Venue time.</param>
/// <param name="Mark">Price at which to value, in quote; <see langword="null"/> when it is not known.</param>
/// <param name="Mid">Last mid for the attribution, in quote; <see langword="null"/> when it is not known.</param>
[GenerateSerializer, Immutable, Alias("ballast.past-point")]
public readonly record struct PastPoint([property: Id(0)] Instant At, [property: Id(1)] decimal? Mark, [property: Id(2)] decimal? Mid);
