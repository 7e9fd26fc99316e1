using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Marks;

namespace Ballast.Grains.Interfaces.Inventory;

/// <summary>One ledger: the position of an account in an instrument for a portfolio. Money is in settle currency.</summary>
[GenerateSerializer, Immutable, Alias("ballast.position-view")]
public sealed record PositionView
{
    /// <summary>The instrument.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Venue account.</summary>
    [Id(1)] public required string Account { get; init; }

    /// <summary>Portfolio the ledger belongs to.</summary>
    [Id(2)] public required string Portfolio { get; init; }

    /// <summary>Signed position, in the venue's unit of amount.</summary>
    [Id(3)] public required decimal Quantity { get; init; }

    /// <summary>Signed sum of quantity times contract value over the open position; 0 when flat.</summary>
    [Id(4)] public required decimal OpenCost { get; init; }

    /// <summary>Average entry price, in quote (the harmonic mean for inverse); <see langword="null"/> when flat.</summary>
    [Id(5)] public required decimal? AverageEntry { get; init; }

    /// <summary>Profit of closed quantities at average cost, before fees.</summary>
    [Id(6)] public required decimal Realized { get; init; }

    /// <summary>Profit of the open position at the mark; 0 when flat, <see langword="null"/> without a mark.</summary>
    [Id(7)] public required decimal? Unrealized { get; init; }

    /// <summary>Fees minus rebates; a cost is positive. <see langword="null"/> when one has no rate to settle currency.</summary>
    [Id(8)] public required decimal? Fees { get; init; }

    /// <summary>Fees without a rate to settle currency, by asset; empty when there are none.</summary>
    [Id(9)] public required IReadOnlyDictionary<string, decimal> FeesUnconverted { get; init; }

    /// <summary>Funding received minus paid; <see langword="null"/> when a funding time passed without a known rate or amount.</summary>
    [Id(10)] public required decimal? Funding { get; init; }

    /// <summary>Realised plus unrealised profit minus fees plus funding; <see langword="null"/> when one is unknown.</summary>
    [Id(11)] public required decimal? Total { get; init; }

    /// <summary>Why <see cref="Total"/> is <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    [Id(12)] public required string? Reason { get; init; }

    /// <summary>Price of the mark, in quote; <see langword="null"/> without a mark.</summary>
    [Id(13)] public required decimal? Mark { get; init; }

    /// <summary>Source of the mark.</summary>
    [Id(14)] public required MarkSource MarkSource { get; init; }

    /// <summary>Venue time of the mark; <see langword="null"/> without a mark.</summary>
    [Id(15)] public required Instant? MarkTime { get; init; }

    /// <summary>Settle currency, in which all money figures are.</summary>
    [Id(16)] public required string Settle { get; init; }

    /// <summary>Value function of the contract.</summary>
    [Id(17)] public required ContractValue Contract { get; init; }

    /// <summary>Number of fills, without voided ones.</summary>
    [Id(18)] public required long Fills { get; init; }

    /// <summary>Venue time of the newest fill; the default without one.</summary>
    [Id(19)] public required Instant LastFillAt { get; init; }

    /// <summary>Digest of the ledger's state; equal for equal histories.</summary>
    [Id(20)] public required string StateHash { get; init; }

    /// <summary>
    /// Age of the mark on the market clock when the view was created, 0 when the venue's clock runs ahead; <see langword="null"/> without a
    /// mark.
    /// </summary>
    [Id(21)] public TimeSpan? MarkAge { get; init; }

    /// <summary>Attribution of the total; <see langword="null"/> in views of versions without attribution.</summary>
    [Id(22)] public PnlAttribution? Attribution { get; init; }

    /// <summary>
    /// Whether a figure is rounded: a sum needed more than 28 digits, or the mark or mid at which an open position is valued has more than the
    /// 15 digits that market data keeps of every price.
    /// </summary>
    [Id(23)] public bool Rounded { get; init; }

    /// <summary>Number of fills whose fee is converted at a rate of the configuration, because its minute had none.</summary>
    [Id(24)] public long FallbackFees { get; init; }

    /// <summary>Number of fills whose fee is converted at the rate of a minute after them, because their own minute had none.</summary>
    [Id(25)] public long LaterRateFees { get; init; }

    /// <summary>The part of <see cref="Fees"/> that is known, equal to it when all is: fees minus rebates with a rate to settle currency.</summary>
    [Id(26)] public decimal PartialFees { get; init; }
}
