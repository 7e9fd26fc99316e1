using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Attribution;

namespace Ballast.Grains.Interfaces.Inventory;

/// <summary>Profit of one portfolio's ledgers of an instrument at a closed whole second. It never changes.</summary>
[GenerateSerializer, Immutable, Alias("ballast.closed-value")]
public sealed record ClosedValue
{
    /// <summary>The whole second, venue time.</summary>
    [Id(0)] public required Instant At { get; init; }

    /// <summary>Profit over the portfolio's accounts, in settle currency.</summary>
    [Id(1)] public required PnlAttribution Value { get; init; }

    /// <summary>Price at which the position was valued, in quote; <see langword="null"/> without a mark.</summary>
    [Id(2)] public required decimal? Mark { get; init; }

    /// <summary>Last mid used in the attribution, in quote; <see langword="null"/> without one.</summary>
    [Id(3)] public required decimal? Mid { get; init; }

    /// <summary>
    /// Net quantity over the portfolio's accounts, signed, in the venue's unit of amount; <see langword="null"/> when the inventory does
    /// not report it.
    /// </summary>
    [Id(4)] public decimal? Quantity { get; init; }

    /// <summary>Value function at that time; <see langword="null"/> when the inventory does not report it.</summary>
    [Id(5)] public ContractValue? Contract { get; init; }
}
