namespace Ballast.Domain.MarketData.Events;

/// <summary>Latest figures of a derivative; those the venue has not given yet are <see langword="null"/>.</summary>
[GenerateSerializer, Immutable, Alias("ballast.derivative-ticker")]
public sealed record DerivativeTicker : MarketEvent
{
    /// <summary>Price of the last trade, in quote.</summary>
    [Id(0)] public double? LastPrice { get; init; }

    /// <summary>Open interest, in the venue's unit of amount.</summary>
    [Id(1)] public double? OpenInterest { get; init; }

    /// <summary>Rate of the next funding, as a fraction of the notional, positive when longs pay.</summary>
    [Id(2)] public double? FundingRate { get; init; }

    /// <summary>Venue time of that funding.</summary>
    [Id(3)] public Instant? FundingTime { get; init; }

    /// <summary>Predicted rate of the funding after it, as a fraction of the notional.</summary>
    [Id(4)] public double? PredictedFundingRate { get; init; }

    /// <summary>Price of the underlying index, in quote.</summary>
    [Id(5)] public double? IndexPrice { get; init; }

    /// <summary>The venue's mark price, in quote.</summary>
    [Id(6)] public double? MarkPrice { get; init; }
}
