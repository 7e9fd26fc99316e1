using Ballast.Domain.Ledger;

namespace Ballast.Domain.MarketData;

/// <summary>What trading a size at once against the book would give, its levels taken from the best on.</summary>
[GenerateSerializer, Immutable, Alias("ballast.execution")]
public sealed record Execution
{
    /// <summary>Ours: a buy takes asks, a sell hits bids.</summary>
    [Id(0)] public required Side Side { get; init; }

    /// <summary>Asked for, in the venue's unit of amount.</summary>
    [Id(1)] public required decimal Size { get; init; }

    /// <summary>What the book has of it.</summary>
    [Id(2)] public required decimal Filled { get; init; }

    /// <summary>Whether that is all of it.</summary>
    [Id(3)] public required bool IsComplete { get; init; }

    /// <summary>Levels that would be taken, the last perhaps in part.</summary>
    [Id(4)] public required int LevelsUsed { get; init; }

    /// <summary>
    /// Price at which the whole has the value of its parts, in quote: the mean weighted by size, of inverse contracts the
    /// harmonic one. <see langword="null"/> when nothing is filled, or for want of contract terms.
    /// </summary>
    [Id(5)] public decimal? Vwap { get; init; }

    /// <summary>Price of the last level taken; <see langword="null"/> when nothing is filled.</summary>
    [Id(6)] public decimal? WorstPrice { get; init; }

    /// <summary>Value given up against the mid, in settle currency, positive for a cost; <see langword="null"/> without mid, fill or terms.</summary>
    [Id(7)] public decimal? CostVsMid { get; init; }

    /// <summary>The same in basis points of the value at the mid.</summary>
    [Id(8)] public decimal? CostVsMidBps { get; init; }
}
