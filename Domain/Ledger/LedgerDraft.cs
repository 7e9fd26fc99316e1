using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger;

/// <summary>A ledger as it would be with fills that are not journaled yet.</summary>
internal sealed class LedgerDraft(Ledger ledger, Instrument terms)
{
    private readonly List<Fill> staged = [];
    private LedgerState state = ledger.State;

    /// <summary>Adds a fill, or answers <see langword="false"/> and stays as it was when a figure would overflow.</summary>
    internal bool TryStage(Fill fill)
    {
        var at = ~staged.BinarySearch(fill, FillOrder.Instance);
        try
        {
            state = at == staged.Count && ledger.IsAfterAll(fill)
                ? state.Apply(fill, terms)
                : ledger.With([.. staged[..at], fill, .. staged[at..]]);
        }
        catch (OverflowException)
        {
            return false;
        }

        staged.Insert(at, fill);
        return true;
    }
}
