using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger;

/// <summary>One account's fills in one instrument for one portfolio, and what they add up to.</summary>
/// <remarks>
/// The state is that of the fills in canonical order (venue time, venue sequence, key), whatever order they arrived in.
/// A fill later than all others is applied to the state; an earlier one is inserted and all are folded anew, which costs
/// the whole history. Late fills are rare, and checkpoints within the history will shorten that.
/// </remarks>
public sealed class Ledger
{
    private readonly Instrument terms;
    private readonly List<Fill> fills = [];

    internal Ledger(Instrument terms, string account, string portfolio)
    {
        this.terms = terms;
        Account = account;
        Portfolio = portfolio;
    }

    /// <summary>Venue account.</summary>
    public string Account { get; }

    /// <summary>Portfolio the ledger belongs to.</summary>
    public string Portfolio { get; }

    /// <summary>What the fills add up to.</summary>
    public LedgerState State { get; private set; } = LedgerState.Empty;

    /// <summary>Takes a fill whose key it does not hold yet; on an overflow nothing has changed.</summary>
    internal void Add(Fill fill)
    {
        var at = ~fills.BinarySearch(fill, FillOrder.Instance);
        var next = at == fills.Count ? State.Apply(fill, terms) : Fold([.. fills[..at], fill, .. fills[at..]]);
        fills.Insert(at, fill);
        State = next;
    }

    /// <summary>The state with further fills, themselves in canonical order and with keys not held yet.</summary>
    internal LedgerState With(IReadOnlyList<Fill> further) =>
        further.Count == 0 ? State
        : IsAfterAll(further[0]) ? Fold(further, State)
        : Fold(fills.Concat(further).Order(FillOrder.Instance));

    internal bool IsAfterAll(Fill fill) => fills.Count == 0 || FillOrder.Instance.Compare(fills[^1], fill) < 0;

    private LedgerState Fold(IEnumerable<Fill> ordered, LedgerState? from = null) =>
        ordered.Aggregate(from ?? LedgerState.Empty, (state, fill) => state.Apply(fill, terms));
}
