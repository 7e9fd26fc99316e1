using Ballast.Domain.Pnl.Attribution;

namespace Ballast.Grains.Interfaces.Inventory;

/// <summary>Profit of a portfolio's ledgers of one instrument at a past time.</summary>
/// <param name="IsKnown">Whether the events up to that time are retained; otherwise the value cannot be found any more.</param>
/// <param name="Value">Profit in settle currency; <see langword="null"/> when there was no ledger by then.</param>
/// <param name="Mark">Price at which it was valued, in quote; <see langword="null"/> when none was given or found.</param>
/// <param name="Mid">Mid used in the attribution, in quote; <see langword="null"/> when none was given or found.</param>
[GenerateSerializer, Immutable, Alias("ballast.past-value")]
public readonly record struct PastValue(
    [property: Id(0)] bool IsKnown,
    [property: Id(1)] PnlAttribution? Value,
    [property: Id(2)] decimal? Mark = null,
    [property: Id(3)] decimal? Mid = null);
