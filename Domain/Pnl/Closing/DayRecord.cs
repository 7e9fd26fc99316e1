using Ballast.Domain.Pnl.Attribution;

namespace Ballast.Domain.Pnl.Closing;

/// <summary>A closed day with its restatements.</summary>
[GenerateSerializer, Immutable, Alias("ballast.day-record")]
public sealed record DayRecord
{
    /// <summary>The day as it closed.</summary>
    [Id(0)] public required DayClose Close { get; init; }

    /// <summary>Restatements, oldest first.</summary>
    [Id(1)] public required Restatement[] Restatements { get; init; }

    /// <summary>The day with all restatements applied.</summary>
    public DayClose Current() => Close.With(
        [.. Restatements.Reverse().SelectMany(restatement => restatement.Members).DistinctBy(member => member.Instrument)],
        [.. Restatements.SelectMany(restatement => restatement.Rates ?? [])]);

    /// <summary>
    /// Computes the restatement for new figures of members; <see langword="null"/> when no figure changes. A total that is known never becomes unknown:
    /// such a figure of a member is left out.
    /// </summary>
    /// <param name="values">Members with new figures.</param>
    /// <param name="rates">Rates of the minute in which the day ended, for assets of these members that the day has no rate of.</param>
    /// <param name="cause">Event that caused the new figures.</param>
    /// <param name="recordedAt">Current time of the market clock.</param>
    public Restatement? Restate(IReadOnlyList<DayMember> values, IReadOnlyList<DayRate> rates, string cause, Instant recordedAt)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(rates);
        var current = Current();
        DayMember[] changed = [.. values.Where(value => Differs(Array.Find(current.Members, m => m.Instrument == value.Instrument)?.Value ?? PnlAttribution.Zero, value.Value))];
        DayRate[] found = [.. rates.Where(rate => rate.Rate is not null && current.RateOf(rate.Asset) is null)];
        var restated = current.With(changed, found);
        if (changed.Length + found.Length == 0 || (current.Value.Total is not null && restated.Value.Total is null))
        {
            return null;
        }

        return new()
        {
            Close = Close.At,
            Old = current.Value,
            New = restated.Value,
            Cause = cause,
            RecordedAt = recordedAt,
            Members = changed,
            Settled = restated.Settled,
            Rates = found.Length == 0 ? null : found,
        };
    }

    /// <summary>Whether figures change, and not from a known total to an unknown one; their notes may differ.</summary>
    private static bool Differs(PnlAttribution old, PnlAttribution value) =>
        (old.Total is null || value.Total is not null)
        && (old.Spread, old.Inventory, old.MarkBasis, old.Fees, old.Funding, old.Total)
            != (value.Spread, value.Inventory, value.MarkBasis, value.Fees, value.Funding, value.Total);
}
