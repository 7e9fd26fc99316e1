using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Pnl.RollUp;

namespace Ballast.Domain.Pnl.Closing;

/// <summary>A rate into the report currency.</summary>
/// <param name="Asset">Asset converted.</param>
/// <param name="Rate">Report currency for one unit of the asset; <see langword="null"/> when there was no rate.</param>
[GenerateSerializer, Immutable, Alias("ballast.day-rate")]
public readonly record struct DayRate([property: Id(0)] string Asset, [property: Id(1)] decimal? Rate);

/// <summary>Profit of a portfolio from its beginning to the end of a day, as known when the day closed. It never changes.</summary>
[GenerateSerializer, Immutable, Alias("ballast.day-close")]
public sealed record DayClose
{
    /// <summary>End of the day, venue time.</summary>
    [Id(0)] public required Instant At { get; init; }

    /// <summary>Time of the UTC day at which the portfolio's days ended then.</summary>
    [Id(1)] public required TimeSpan Boundary { get; init; }

    /// <summary>Report currency.</summary>
    [Id(2)] public required string Currency { get; init; }

    /// <summary>Profit, in report currency.</summary>
    [Id(3)] public required PnlAttribution Value { get; init; }

    /// <summary>Sum of the known profits, in report currency.</summary>
    [Id(4)] public required decimal PartialTotal { get; init; }

    /// <summary>Profit by settle asset, in order of asset.</summary>
    [Id(5)] public required SettledProfit[] Settled { get; init; }

    /// <summary>Rates of the minute in which the day ended, in order of asset.</summary>
    [Id(6)] public required DayRate[] Rates { get; init; }

    /// <summary>Version of the FX table of these rates; 0 without one.</summary>
    [Id(7)] public required long FxVersion { get; init; }

    /// <summary>Members, in order of instrument.</summary>
    [Id(8)] public required DayMember[] Members { get; init; }

    /// <summary>Descriptions of what was missing; empty when nothing was.</summary>
    [Id(9)] public required string[] Missing { get; init; }

    /// <summary>FX translation up to the minute before; a restatement continues from it.</summary>
    [Id(10)] public required FxTranslation Before { get; init; }

    /// <summary>Computes the close of a day.</summary>
    /// <param name="end">End of the day and the boundary it ended at.</param>
    /// <param name="currency">Report currency.</param>
    /// <param name="members">All members that may hold a position, those with unknown figures included.</param>
    /// <param name="rates">Rates of the minute in which the day ended.</param>
    /// <param name="fxVersion">Version of the FX table of these rates.</param>
    /// <param name="before">FX translation up to the minute before.</param>
    public static DayClose Of(
        DayEnd end,
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
            At = end.At,
            Boundary = end.Boundary,
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

    /// <summary>Rate of an asset into the report currency; <see langword="null"/> when the day has none.</summary>
    public decimal? RateOf(string asset) => asset == Currency ? 1m : Array.Find(Rates, rate => rate.Asset == asset).Rate;

    /// <summary>Members that have no total for want of a mark or a rate, which may become known later.</summary>
    public IEnumerable<InstrumentId> Unpriced() => Members
        .Where(member => member.Value.Total is null ? member.Mark is null : RateOf(member.Asset) is null)
        .Select(member => member.Instrument);

    /// <summary>The same day with new figures for some members, at the same rates.</summary>
    /// <param name="changed">Members with new figures, which may be new to the day.</param>
    /// <param name="found">Rates of the same minute; they count for assets of which the day has none.</param>
    public DayClose With(IReadOnlyList<DayMember> changed, IReadOnlyList<DayRate> found)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(found);
        DayRate[] added = [.. found.Where(rate => RateOf(rate.Asset) is null).DistinctBy(rate => rate.Asset)];
        var members = Members.Where(member => !changed.Any(c => c.Instrument == member.Instrument)).Concat(changed);
        var rates = Rates.Where(rate => !added.Any(a => a.Asset == rate.Asset)).Concat(added);
        return Of(new(At, Boundary), Currency, members, rates, FxVersion, Before);
    }
}
