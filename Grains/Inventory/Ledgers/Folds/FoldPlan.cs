using Ballast.Grains.Inventory.Retention;

namespace Ballast.Grains.Inventory.Ledgers.Folds;

/// <summary>What a fold of a journal covers and what it keeps.</summary>
internal sealed record FoldPlan
{
    /// <summary>Checkpoint at which the fold begins; <see langword="null"/> begins with the first event.</summary>
    internal LedgerCheckpoint? Start { get; init; }

    /// <summary>First segment to read.</summary>
    internal int FromSegment { get; init; }

    /// <summary>Number of the first entry to leave out.</summary>
    internal long Length { get; init; } = long.MaxValue;

    /// <summary>Times at which to keep the state.</summary>
    internal IReadOnlyCollection<Instant> Times { get; init; } = [];

    /// <summary>Time back to which the folded ledgers give every state; <see langword="null"/> when their usual window is enough.</summary>
    internal Instant? BackTo { get; init; }
}
