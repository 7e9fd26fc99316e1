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
        [.. Restatements.Reverse().SelectMany(restatement => restatement.Members).DistinctBy(member => member.Instrument)]);

    /// <summary>Computes the restatement for new figures of members; <see langword="null"/> when no figure changes.</summary>
    /// <param name="values">Members with new figures.</param>
    /// <param name="cause">Event that caused the new figures.</param>
    /// <param name="recordedAt">Current time of the market clock.</param>
    public Restatement? Restate(IReadOnlyList<DayMember> values, string cause, Instant recordedAt)
    {
        ArgumentNullException.ThrowIfNull(values);
        var current = Current();
        DayMember[] changed = [.. values.Where(value => !IsSame(Array.Find(current.Members, m => m.Instrument == value.Instrument), value))];
        if (changed.Length == 0)
        {
            return null;
        }

        var restated = current.With(changed);
        return new()
        {
            Close = Close.At,
            Old = current.Value,
            New = restated.Value,
            Cause = cause,
            RecordedAt = recordedAt,
            Members = changed,
            Settled = restated.Settled,
        };
    }

    /// <summary>Whether the figures are equal; their notes may differ.</summary>
    private static bool IsSame(DayMember? old, DayMember value)
    {
        var (left, right) = (old?.Value ?? PnlAttribution.Zero, value.Value);
        return (left.Spread, left.Inventory, left.MarkBasis, left.Fees, left.Funding, left.Total)
            == (right.Spread, right.Inventory, right.MarkBasis, right.Fees, right.Funding, right.Total);
    }
}
