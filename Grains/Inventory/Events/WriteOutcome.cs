using Ballast.Domain.Ledger.Events;

namespace Ballast.Grains.Inventory.Events;

/// <summary>Kinds of step of the writer.</summary>
internal enum WriteStep
{
    /// <summary>The ledgers did not change.</summary>
    Nothing,

    /// <summary>The journal was opened for the first events; they are booked next.</summary>
    Opened,

    /// <summary>Events were booked; their callers get receipts in the next step.</summary>
    Booked,

    /// <summary>Annotations were journaled and applied.</summary>
    Annotated,

    /// <summary>Events that were booked before are in the ledgers now; their callers get receipts in the next step.</summary>
    Refolded,

    /// <summary>A snapshot is to be saved before the next step, which drops segments.</summary>
    DropPrepared,
}

/// <summary>Outcome of one step of the writer.</summary>
/// <param name="Step">Kind of step.</param>
internal sealed record WriteOutcome(WriteStep Step)
{
    /// <summary>Events that are in the ledgers since this step, in order. One that was booked while the journal is folded again follows when that is done.</summary>
    internal IReadOnlyList<LedgerEvent> Booked { get; init; } = [];

    /// <summary>Annotations that were journaled; empty for other steps.</summary>
    internal IReadOnlyList<Annotation> Annotations { get; init; } = [];
}
