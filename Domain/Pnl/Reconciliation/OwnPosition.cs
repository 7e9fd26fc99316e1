using Ballast.Domain.Instruments;

namespace Ballast.Domain.Pnl.Reconciliation;

/// <summary>One of our ledgers, as input of a comparison with a venue's report.</summary>
public sealed record OwnPosition
{
    /// <summary>Contract terms of the instrument.</summary>
    public required Instrument Terms { get; init; }

    /// <summary>Venue account.</summary>
    public required string Account { get; init; }

    /// <summary>Signed position, in the venue's unit of amount.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>Average entry price, in quote; <see langword="null"/> when flat.</summary>
    public required decimal? AverageEntry { get; init; }

    /// <summary>Current mark, in quote; <see langword="null"/> without one.</summary>
    public required decimal? Mark { get; init; }

    /// <summary>Venue time of the newest fill; the default without one.</summary>
    public required Instant LastFillAt { get; init; }

    /// <summary>Fees without a rate to settle currency, by asset.</summary>
    public IReadOnlyDictionary<string, decimal> FeesUnconverted { get; init; } = new Dictionary<string, decimal>();
}
