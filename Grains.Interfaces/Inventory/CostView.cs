namespace Ballast.Grains.Interfaces.Inventory;

/// <summary>Figures of a ledger under one cost method, in settle currency.</summary>
[GenerateSerializer, Immutable, Alias("ballast.cost-view")]
public sealed record CostView
{
    /// <summary>Profit of closed quantities, before fees.</summary>
    [Id(0)] public required decimal Realized { get; init; }

    /// <summary>Profit of the open position at the mark; 0 when flat, <see langword="null"/> without a mark.</summary>
    [Id(1)] public required decimal? Unrealized { get; init; }

    /// <summary>Signed sum of quantity times contract value over the open position; 0 when flat.</summary>
    [Id(2)] public required decimal OpenCost { get; init; }

    /// <summary>Average entry price, in quote (the harmonic mean for inverse); <see langword="null"/> when flat.</summary>
    [Id(3)] public required decimal? AverageEntry { get; init; }

    /// <summary>Open lots, oldest first; empty at average cost, which has no lots.</summary>
    [Id(4)] public required OpenLot[] Lots { get; init; }
}
