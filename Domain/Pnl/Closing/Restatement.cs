using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.RollUp;

namespace Ballast.Domain.Pnl.Closing;

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

    /// <summary>Rates of the minute in which the day ended that the close lacked; <see langword="null"/> when there are none.</summary>
    [Id(7)] public DayRate[]? Rates { get; init; }
}
