using Ballast.Domain.Instruments;

namespace Ballast.Domain.Pnl;

/// <summary>What a venue says an account holds.</summary>
[GenerateSerializer, Immutable, Alias("ballast.venue-report")]
public sealed record VenueReport
{
    /// <summary>Venue account, as fills name it.</summary>
    [Id(0)] public required string Account { get; init; }

    /// <summary>The venue's clock when it held it.</summary>
    [Id(1)] public required Instant At { get; init; }

    /// <summary>Every position that is not flat; <see langword="null"/> when positions were not asked for, and none are compared.</summary>
    [Id(2)] public VenuePosition[]? Positions { get; init; }

    /// <summary>Every balance that is not 0 at one exchange; <see langword="null"/> when balances were not asked for, and no spot is compared.</summary>
    [Id(3)] public VenueBalance[]? Balances { get; init; }

    /// <summary>Exchange of the balances; needed with them.</summary>
    [Id(4)] public string? Exchange { get; init; }

    /// <summary>Whether differences smaller than an instrument's lot are left out.</summary>
    [Id(5)] public bool IgnoreBelowLot { get; init; }

    /// <summary>What makes this report useless, naming key and value; <see langword="null"/> when it can be compared.</summary>
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
/// <param name="Instrument">Which instrument.</param>
/// <param name="Quantity">Signed, in the venue's unit of amount.</param>
/// <param name="EntryPrice">The venue's own entry price, in quote; <see langword="null"/> when it gives none.</param>
[GenerateSerializer, Immutable, Alias("ballast.venue-position")]
public sealed record VenuePosition(
    [property: Id(0)] InstrumentId Instrument, [property: Id(1)] decimal Quantity, [property: Id(2)] decimal? EntryPrice = null);

/// <summary>A balance as a venue reports it.</summary>
/// <param name="Asset">Which asset.</param>
/// <param name="Amount">Free and locked together.</param>
[GenerateSerializer, Immutable, Alias("ballast.venue-balance")]
public sealed record VenueBalance([property: Id(0)] string Asset, [property: Id(1)] decimal Amount);
