namespace Ballast.Domain.Pnl;

/// <summary>A change of the figures of a closed day, found out after the close.</summary>
[GenerateSerializer, Immutable, Alias("ballast.restatement")]
public sealed record Restatement
{
    /// <summary>End of the day, venue time.</summary>
    [Id(0)] public required Instant Close { get; init; }

    /// <summary>Figures before, in report currency.</summary>
    [Id(1)] public required PnlAttribution Old { get; init; }

    /// <summary>Figures now, at the rates, marks and mids of the close.</summary>
    [Id(2)] public required PnlAttribution New { get; init; }

    /// <summary>Event that caused the change, e.g. <c>fill 4711</c>.</summary>
    [Id(3)] public required string Cause { get; init; }

    /// <summary>Time at which it was recorded, on the market clock.</summary>
    [Id(4)] public required Instant RecordedAt { get; init; }

    /// <summary>Members whose figures changed, with the new figures.</summary>
    [Id(5)] public required DayMember[] Members { get; init; }

    /// <summary>New profit by settle asset.</summary>
    [Id(6)] public required SettledProfit[] Settled { get; init; }
}

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
