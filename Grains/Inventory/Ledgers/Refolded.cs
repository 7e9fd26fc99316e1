using Ballast.Domain.Ledger.Folding;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>Result of folding a journal again.</summary>
/// <param name="Length">Number of journal entries it covers.</param>
/// <param name="Ledgers">Ledgers and markouts after them.</param>
/// <param name="States">States at the times asked for; a time of which only a checkpoint is retained is absent.</param>
internal sealed record Refolded(long Length, FoldedLedgers Ledgers, IReadOnlyDictionary<Instant, FoldState> States);
