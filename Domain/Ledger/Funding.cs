using System.Globalization;

namespace Ballast.Domain.Ledger;

/// <summary>Where a funding figure comes from. Part of stored data: never renumber.</summary>
public enum FundingSource
{
    /// <summary>Worked out from the venue's rate and mark and our position.</summary>
    Rate = 0,

    /// <summary>The amount the venue booked; at one funding time it supersedes the rate's.</summary>
    Venue = 1,

    /// <summary>The funding time passed and nobody knows the rate: the figure is unknown until the venue's amount comes.</summary>
    Missing = 2,
}

/// <summary>Funding of an account in one perpetual at one funding time, which is the <see cref="LedgerEvent.VenueTime"/>.</summary>
/// <remarks>
/// By rate, each ledger of the account gets <c>−position·|V(mark)|·rate</c>: long pays a positive rate. A venue amount is split
/// over the account's ledgers by signed position. The portfolio takes an amount that comes while the account holds nothing.
/// It follows every fill of its time unless it has a venue sequence. Without an id of the venue's there is one figure per time
/// and source; with ids, those of one time and source add up.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.funding")]
public sealed record Funding : LedgerEvent
{
    // In the key where others have their source: an id names one booking, whatever it says of it.
    private const int ById = -1;

    /// <summary>Sorts after everything else of its time.</summary>
    public Funding() => VenueSequence = long.MaxValue;

    /// <summary>Where it comes from.</summary>
    [Id(0)] public required FundingSource Source { get; init; }

    /// <summary>Fraction of the notional; <see langword="null"/> unless by rate.</summary>
    [Id(1)] public decimal? Rate { get; init; }

    /// <summary>Price the notional is taken at, in quote; <see langword="null"/> unless by rate.</summary>
    [Id(2)] public decimal? Mark { get; init; }

    /// <summary>Cash to us in settle currency, negative when paid; <see langword="null"/> unless the venue's.</summary>
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
