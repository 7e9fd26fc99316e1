namespace Ballast.Domain.MarketData.Events;

/// <summary>Forced closing of a market participant's position.</summary>
[GenerateSerializer, Immutable, Alias("ballast.liquidation")]
public sealed record Liquidation : MarketEvent
{
    /// <summary>The venue's id; <see langword="null"/> when it gives none.</summary>
    [Id(0)] public string? LiquidationId { get; init; }

    /// <summary>Price, in quote.</summary>
    [Id(1)] public required double Price { get; init; }

    /// <summary>Size, in the venue's unit of amount.</summary>
    [Id(2)] public required double Amount { get; init; }

    /// <summary><see cref="TakerSide.Buy"/> when a short position was closed, <see cref="TakerSide.Sell"/> when a long one was.</summary>
    [Id(3)] public required TakerSide Taker { get; init; }
}
