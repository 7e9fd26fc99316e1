using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.MarketData.Analytics;

/// <summary>Result of trading a size at once against the book, from the best level on.</summary>
[GenerateSerializer, Immutable, Alias("ballast.execution")]
public sealed record Execution
{
    /// <summary>Our side: a buy takes asks, a sell hits bids.</summary>
    [Id(0)] public required Side Side { get; init; }

    /// <summary>Size to trade, in the venue's unit of amount; positive.</summary>
    [Id(1)] public required decimal Size { get; init; }

    /// <summary>Part of the size that the book's levels fill, in the venue's unit of amount.</summary>
    [Id(2)] public required decimal Filled { get; init; }

    /// <summary>Whether the whole size is filled.</summary>
    [Id(3)] public required bool IsComplete { get; init; }

    /// <summary>Number of levels used, the last perhaps in part.</summary>
    [Id(4)] public required int LevelsUsed { get; init; }

    /// <summary>
    /// Average price weighted by size, in quote; for inverse contracts the harmonic mean. <see langword="null"/> when nothing is
    /// filled or contract terms are unknown.
    /// </summary>
    [Id(5)] public decimal? Vwap { get; init; }

    /// <summary>Price of the last level used, in quote; <see langword="null"/> when nothing is filled.</summary>
    [Id(6)] public decimal? WorstPrice { get; init; }

    /// <summary>
    /// Cost against trading at the mid, in settle currency, positive for a cost; <see langword="null"/> without mid, fill or contract
    /// terms.
    /// </summary>
    [Id(7)] public decimal? CostVsMid { get; init; }

    /// <summary><see cref="CostVsMid"/> in basis points of the value at the mid; <see langword="null"/> with it.</summary>
    [Id(8)] public decimal? CostVsMidBps { get; init; }
}
