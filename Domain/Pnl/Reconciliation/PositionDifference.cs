using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.Pnl.Reconciliation;

/// <summary>A difference between a venue's report and our ledgers.</summary>
[GenerateSerializer, Immutable, Alias("ballast.position-difference")]
public sealed record PositionDifference
{
    /// <summary>The instrument; <see langword="null"/> for an asset that we hold through none or several of our instruments.</summary>
    [Id(0)] public required InstrumentId? Instrument { get; init; }

    /// <summary>Asset of a balance; <see langword="null"/> for a position.</summary>
    [Id(1)] public required string? Asset { get; init; }

    /// <summary>Venue account.</summary>
    [Id(2)] public required string Account { get; init; }

    /// <summary>Our signed quantity, in the venue's unit of amount.</summary>
    [Id(3)] public required decimal Ours { get; init; }

    /// <summary>The venue's signed quantity, in the same unit.</summary>
    [Id(4)] public required decimal Venue { get; init; }

    /// <summary>The venue's quantity minus ours.</summary>
    [Id(5)] public required decimal Difference { get; init; }

    /// <summary>Time from our newest fill there to the report, negative when the fill is later; <see langword="null"/> without a fill.</summary>
    [Id(6)] public required TimeSpan? Age { get; init; }

    /// <summary>Descriptions of possible causes; empty when none is known.</summary>
    [Id(7)] public required string[] Hints { get; init; }

    /// <summary>
    /// Adjustment that would make our position equal to the venue's, never booked automatically; <see langword="null"/> when none
    /// can be proposed.
    /// </summary>
    [Id(8)] public required Adjustment? Proposed { get; init; }

    /// <summary>Why no adjustment is proposed; otherwise <see langword="null"/>.</summary>
    [Id(9)] public required string? Reason { get; init; }
}
