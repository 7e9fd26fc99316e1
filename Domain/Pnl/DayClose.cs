using Ballast.Domain.Instruments;

namespace Ballast.Domain.Pnl;

/// <summary>What one instrument of a portfolio was worth at a time.</summary>
[GenerateSerializer, Immutable, Alias("ballast.day-member")]
public sealed record DayMember
{
    /// <summary>Which instrument.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Asset of the figures; empty when the member never said.</summary>
    [Id(1)] public required string Asset { get; init; }

    /// <summary>Sum over the portfolio's accounts, in settle asset.</summary>
    [Id(2)] public required Attribution Value { get; init; }

    /// <summary>Price it was valued at, in quote; <see langword="null"/> without a mark.</summary>
    [Id(3)] public required decimal? Mark { get; init; }

    /// <summary>Mid the attribution used, in quote; <see langword="null"/> without one.</summary>
    [Id(4)] public required decimal? Mid { get; init; }

    /// <summary>A member of which nothing is known at that time.</summary>
    public static DayMember Unknown(InstrumentId instrument, string asset, string reason) => new()
    {
        Instrument = instrument,
        Asset = asset,
        Value = new() { Spread = null, Inventory = null, MarkBasis = null, Fees = null, Funding = null, Fx = 0, Total = null, Reason = reason },
        Mark = null,
        Mid = null,
    };
}

/// <summary>A rate into the report currency.</summary>
/// <param name="Asset">From.</param>
/// <param name="Rate">Amount of report currency for one unit; <see langword="null"/> when there was none.</param>
[GenerateSerializer, Immutable, Alias("ballast.day-rate")]
public readonly record struct DayRate([property: Id(0)] string Asset, [property: Id(1)] decimal? Rate);

/// <summary>A portfolio's profit from its beginning to the end of a day, as it was known when the day closed. Never changed.</summary>
[GenerateSerializer, Immutable, Alias("ballast.day-close")]
public sealed record DayClose
{
    /// <summary>End of the day, venue time.</summary>
    [Id(0)] public required Instant At { get; init; }

    /// <summary>Time of the UTC day at which the portfolio's day ended then.</summary>
    [Id(1)] public required TimeSpan Boundary { get; init; }

    /// <summary>Report currency.</summary>
    [Id(2)] public required string Currency { get; init; }

    /// <summary>In report currency.</summary>
    [Id(3)] public required Attribution Value { get; init; }

    /// <summary>Total of what was known, in report currency.</summary>
    [Id(4)] public required decimal PartialTotal { get; init; }

    /// <summary>Sums by settle asset, in order of asset.</summary>
    [Id(5)] public required SettledProfit[] Settled { get; init; }

    /// <summary>Rates of that minute, in order of asset.</summary>
    [Id(6)] public required DayRate[] Rates { get; init; }

    /// <summary>Version of the FX table they are from; 0 without one.</summary>
    [Id(7)] public required long FxVersion { get; init; }

    /// <summary>By instrument, in order.</summary>
    [Id(8)] public required DayMember[] Members { get; init; }

    /// <summary>What was missing, each in words; empty when nothing was.</summary>
    [Id(9)] public required string[] Missing { get; init; }

    /// <summary>What had been converted by the minute before; a restatement goes on from it.</summary>
    [Id(10)] public required FxTranslation Before { get; init; }

    /// <summary>Closes a day.</summary>
    /// <param name="at">End of the day.</param>
    /// <param name="boundary">Time of day at which it ends.</param>
    /// <param name="currency">Report currency.</param>
    /// <param name="members">Every member that could hold something, unknown ones too.</param>
    /// <param name="rates">Rates of that minute.</param>
    /// <param name="fxVersion">Version of their table.</param>
    /// <param name="before">What had been converted by the minute before.</param>
    public static DayClose Of(
        Instant at,
        TimeSpan boundary,
        string currency,
        IEnumerable<DayMember> members,
        IEnumerable<DayRate> rates,
        long fxVersion,
        FxTranslation before)
    {
        ArgumentNullException.ThrowIfNull(members);
        ArgumentNullException.ThrowIfNull(before);
        DayMember[] ordered = [.. members.OrderBy(member => member.Instrument)];
        DayRate[] known = [.. rates.OrderBy(rate => rate.Asset, StringComparer.Ordinal)];
        var settled = SettledProfit.Of(ordered.Select(member => (member.Instrument.ToString(), member.Asset, member.Value)));
        var profit = before.Now(settled, asset => Array.Find(known, rate => rate.Asset == asset).Rate ?? (asset == currency ? 1m : null));
        return new()
        {
            At = at,
            Boundary = boundary,
            Currency = currency,
            Value = profit.Value,
            PartialTotal = profit.PartialTotal,
            Settled = settled,
            Rates = known,
            FxVersion = fxVersion,
            Members = ordered,
            Missing = [.. profit.Missing],
            Before = before,
        };
    }

    /// <summary>The same day with other values for some members, at the same rates.</summary>
    public DayClose With(IReadOnlyList<DayMember> changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        var members = Members.Where(member => !changed.Any(c => c.Instrument == member.Instrument)).Concat(changed);
        return Of(At, Boundary, Currency, members, Rates, FxVersion, Before);
    }
}
