using System.Globalization;

namespace Ballast.Domain.Ledger.Events;

/// <summary>Where a funding amount comes from. The numbers are stored: never change them.</summary>
public enum FundingSource
{
    /// <summary>Computed from the venue's rate and mark and our position.</summary>
    Rate = 0,

    /// <summary>The amount the venue booked; it replaces the computed amount of the same funding time.</summary>
    Venue = 1,

    /// <summary>The funding time passed without a known rate: the amount stays unknown until the venue's amount is booked.</summary>
    Missing = 2,
}

/// <summary>Funding of an account in one perpetual contract; its funding time is the <see cref="LedgerEvent.VenueTime"/>.</summary>
/// <remarks>
/// By rate, each ledger of the account receives <c>−position·|V(mark)|·rate</c>: longs pay when the rate is positive. An amount of the
/// venue is split over the account's ledgers by signed position; if the account holds nothing, the portfolio named here receives it.
/// It sorts after all fills of its time unless it has a venue sequence. Without an id of the venue there is one amount per time and
/// source; amounts with ids of one time and source are added.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.funding")]
public sealed record FundingPayment : LedgerEvent
{
    // Stands in the key for the source: an id names one booking, whatever its source.
    private const int ById = -1;

    /// <summary>Creates an event that sorts after all others of its time.</summary>
    public FundingPayment() => VenueSequence = long.MaxValue;

    /// <summary>Where the amount comes from.</summary>
    [Id(0)] public required FundingSource Source { get; init; }

    /// <summary>
    /// Funding rate as a fraction of the notional, positive when longs pay; <see langword="null"/> unless <see cref="FundingSource.Rate"/>.
    /// </summary>
    [Id(1)] public decimal? Rate { get; init; }

    /// <summary>Price that gives the notional, in quote; <see langword="null"/> unless <see cref="FundingSource.Rate"/>.</summary>
    [Id(2)] public decimal? Mark { get; init; }

    /// <summary>Cash received, negative when paid, in settle currency; <see langword="null"/> unless <see cref="FundingSource.Venue"/>.</summary>
    [Id(3)] public decimal? Amount { get; init; }

    /// <summary>The venue's id of the booking, unique within account and instrument; <see langword="null"/> when it gives none.</summary>
    [Id(4)] public string? FundingId { get; init; }

    /// <inheritdoc />
    public override EventKind Kind => EventKind.Funding;

    /// <inheritdoc />
    public override EventKey Key => string.IsNullOrEmpty(FundingId)
        ? new(EventKind.Funding, Account, VenueTime.Micros.ToString(CultureInfo.InvariantCulture), (int)Source)
        : new(EventKind.Funding, Account, FundingId, ById);

    /// <inheritdoc />
    public override string Name => $"funding of {VenueTime}";

    private protected override string? OwnFault() => Source switch
    {
        FundingSource.Rate when Rate is null || Mark is null => $"{Name}: rate and mark must both be given",
        FundingSource.Rate when Mark <= 0 => $"{Name}: mark {Mark} must be positive",
        FundingSource.Rate when Amount is not null => $"{Name}: amount {Amount} is given beside a rate",
        FundingSource.Venue when Amount is null => $"{Name}: amount is missing",
        FundingSource.Venue when Rate is not null || Mark is not null => $"{Name}: rate and mark are given beside the venue's amount",
        FundingSource.Missing when Rate is not null || Mark is not null || Amount is not null => $"{Name}: a missing figure has none",
        FundingSource.Rate or FundingSource.Venue or FundingSource.Missing => null,
        _ => $"{Name}: source {(int)Source} is not known",
    };

    private protected override void AddPayload(StateDigest digest) => digest.Add((int)Source).Add(Rate ?? 0m).Add(Mark ?? 0m).Add(Amount ?? 0m);
}
