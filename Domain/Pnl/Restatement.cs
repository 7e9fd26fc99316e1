namespace Ballast.Domain.Pnl;

/// <summary>A closed day whose figures turned out different later.</summary>
[GenerateSerializer, Immutable, Alias("ballast.restatement")]
public sealed record Restatement
{
    /// <summary>End of the day.</summary>
    [Id(0)] public required Instant Close { get; init; }

    /// <summary>Figures before, in report currency.</summary>
    [Id(1)] public required Attribution Old { get; init; }

    /// <summary>Figures now, at the rates, marks and mids of the close.</summary>
    [Id(2)] public required Attribution New { get; init; }

    /// <summary>What made the difference, e.g. <c>fill 4711</c>.</summary>
    [Id(3)] public required string Cause { get; init; }

    /// <summary>When it was found, on the market clock.</summary>
    [Id(4)] public required Instant RecordedAt { get; init; }

    /// <summary>Members whose figures changed, as they are now.</summary>
    [Id(5)] public required DayMember[] Members { get; init; }

    /// <summary>Sums by settle asset now.</summary>
    [Id(6)] public required SettledProfit[] Settled { get; init; }
}

/// <summary>A closed day with everything that was found out about it later.</summary>
[GenerateSerializer, Immutable, Alias("ballast.day-record")]
public sealed record DayRecord
{
    /// <summary>As it closed.</summary>
    [Id(0)] public required DayClose Close { get; init; }

    /// <summary>Oldest first.</summary>
    [Id(1)] public required Restatement[] Restatements { get; init; }

    /// <summary>The day as it is known now.</summary>
    public DayClose Current() => Close.With(
        [.. Restatements.Reverse().SelectMany(restatement => restatement.Members).DistinctBy(member => member.Instrument)]);

    /// <summary>What other values of members make of the day; <see langword="null"/> when they change no figure.</summary>
    /// <param name="values">Members valued anew.</param>
    /// <param name="cause">Why they were.</param>
    /// <param name="recordedAt">Market clock.</param>
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

    /// <summary>Whether figures are the same; what is said about them may differ.</summary>
    private static bool IsSame(DayMember? old, DayMember value)
    {
        var (left, right) = (old?.Value ?? Attribution.Zero, value.Value);
        return (left.Spread, left.Inventory, left.MarkBasis, left.Fees, left.Funding, left.Total)
            == (right.Spread, right.Inventory, right.MarkBasis, right.Fees, right.Funding, right.Total);
    }
}
