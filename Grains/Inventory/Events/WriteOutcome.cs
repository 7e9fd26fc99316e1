using Ballast.Domain.Ledger.Events;

namespace Ballast.Grains.Inventory.Events;

/// <summary>A step of writing.</summary>
internal enum WriteStep
{
    /// <summary>The ledgers are as they were before.</summary>
    Nothing,

    /// <summary>The journal was opened for the first events; they are booked next.</summary>
    Opened,

    /// <summary>Events were booked; their callers are told with the next step.</summary>
    Booked,

    /// <summary>What has become known of events was journaled and applied.</summary>
    Annotated,
}

/// <summary>What a step of writing has come to.</summary>
/// <param name="Step">Which step.</param>
internal sealed record WriteOutcome(WriteStep Step)
{
    /// <summary>Events that were booked, in order; empty for other steps.</summary>
    internal IReadOnlyList<LedgerEvent> Booked { get; init; } = [];

    /// <summary>What was journaled of earlier events; empty for other steps.</summary>
    internal IReadOnlyList<Annotation> Annotations { get; init; } = [];
}
