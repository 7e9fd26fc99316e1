namespace Ballast.Domain.MarketData.Events;

/// <summary>One public trade.</summary>
[GenerateSerializer, Immutable, Alias("ballast.trade")]
public sealed record Trade : MarketEvent
{
    /// <summary>The venue's trade id; <see langword="null"/> when it gives none. It is not always unique.</summary>
    [Id(0)] public string? TradeId { get; init; }

    /// <summary>Price, in quote.</summary>
    [Id(1)] public required double Price { get; init; }

    /// <summary>Size, in the venue's unit of amount.</summary>
    [Id(2)] public required double Amount { get; init; }

    /// <summary>Side of the aggressor.</summary>
    [Id(3)] public required TakerSide Taker { get; init; }
}
