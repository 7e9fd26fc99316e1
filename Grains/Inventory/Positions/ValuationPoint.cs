namespace Ballast.Grains.Inventory.Positions;

/// <summary>A past time and the prices to value ledgers at.</summary>
/// <param name="At">Venue time.</param>
/// <param name="Mark">Price to value at, in quote; <see langword="null"/> when there was none.</param>
/// <param name="Mid">Mid for the attribution, in quote; <see langword="null"/> when there was none.</param>
internal readonly record struct ValuationPoint(Instant At, decimal? Mark, decimal? Mid);
