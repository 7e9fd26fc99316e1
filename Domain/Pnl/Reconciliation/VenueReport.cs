using Ballast.Domain.Instruments;

namespace Ballast.Domain.Pnl.Reconciliation;

/// <summary>Positions and balances of an account as a venue reports them.</summary>
[GenerateSerializer, Immutable, Alias("ballast.venue-report")]
public sealed record VenueReport
{
    /// <summary>Venue account, as fills name it.</summary>
    [Id(0)] public required string Account { get; init; }

    /// <summary>Venue time for which the report holds.</summary>
    [Id(1)] public required Instant At { get; init; }

    /// <summary>All positions that are not flat; when <see langword="null"/>, positions are not compared.</summary>
    [Id(2)] public VenuePosition[]? Positions { get; init; }

    /// <summary>All balances at one exchange that are not 0; when <see langword="null"/>, spot holdings are not compared.</summary>
    [Id(3)] public VenueBalance[]? Balances { get; init; }

    /// <summary>Exchange of the balances; required with them.</summary>
    [Id(4)] public string? Exchange { get; init; }

    /// <summary>Whether differences smaller than an instrument's lot size are ignored.</summary>
    [Id(5)] public bool IgnoreBelowLot { get; init; }

    /// <summary>Why the report is invalid, naming key and value; <see langword="null"/> when it is valid.</summary>
    public string? Fault() =>
        string.IsNullOrWhiteSpace(Account) ? $"account is '{Account}'; name the venue account"
        : At == default || !At.IsInRange ? $"at is {At.Micros}; give the venue's time, from 1970 to 9999"
        : Positions is null && Balances is null ? "positions and balances are both missing; give at least one of them, an empty list if nothing is held"
        : Balances is not null && string.IsNullOrWhiteSpace(Exchange) ? $"exchange is '{Exchange}'; name the exchange of the balances"
        : Twice(Positions?.Select(p => p.Instrument.ToString())) is { } instrument ? $"positions names {instrument} twice"
        : Twice(Balances?.Select(b => b.Asset)) is { } asset ? $"balances names {asset} twice"
        : null;

    private static string? Twice(IEnumerable<string>? names) =>
        names?.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
}

/// <summary>A position as a venue reports it.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Quantity">Signed position, in the venue's unit of amount.</param>
/// <param name="EntryPrice">The venue's entry price, in quote; <see langword="null"/> when it gives none.</param>
[GenerateSerializer, Immutable, Alias("ballast.venue-position")]
public sealed record VenuePosition(
    [property: Id(0)] InstrumentId Instrument, [property: Id(1)] decimal Quantity, [property: Id(2)] decimal? EntryPrice = null);

/// <summary>A balance as a venue reports it.</summary>
/// <param name="Asset">The asset.</param>
/// <param name="Amount">Free plus locked balance, in units of the asset.</param>
[GenerateSerializer, Immutable, Alias("ballast.venue-balance")]
public sealed record VenueBalance([property: Id(0)] string Asset, [property: Id(1)] decimal Amount);
