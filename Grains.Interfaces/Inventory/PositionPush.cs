using Ballast.Domain.Instruments;

namespace Ballast.Grains.Interfaces.Inventory;

/// <summary>Update of an inventory for a portfolio: the portfolio's ledgers of one instrument.</summary>
[GenerateSerializer, Immutable, Alias("ballast.position-push")]
public sealed record PositionPush
{
    /// <summary>The instrument.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Activation of the inventory; with <see cref="Version"/> it orders pushes.</summary>
    [Id(1)] public required long Epoch { get; init; }

    /// <summary>Number of the push, which increases within an epoch.</summary>
    [Id(2)] public required long Version { get; init; }

    /// <summary>Number of journal entries in these positions; if it decreases later, the end of the journal was lost.</summary>
    [Id(3)] public required long JournalLength { get; init; }

    /// <summary>Positions, one per account, in order of account; empty when the portfolio has no ledgers here any more.</summary>
    [Id(4)] public required PositionView[] Positions { get; init; }

    /// <summary>Settle currency of the values in <see cref="Closed"/>.</summary>
    [Id(5)] public string Settle { get; init; } = "";

    /// <summary>Values closed since the last push that the portfolio received, oldest first.</summary>
    [Id(6)] public ClosedValue[] Closed { get; init; } = [];

    /// <summary>Events booked after a second at or after their time had closed, since the last push that the portfolio received.</summary>
    [Id(7)] public LateEvent[] Late { get; init; } = [];
}
