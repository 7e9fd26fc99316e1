using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger;

/// <summary>Every ledger of one instrument, and the keys of all fills booked in it.</summary>
/// <remarks>
/// Booking has two steps with the journal between them: <see cref="Prepare"/> judges and changes nothing,
/// <see cref="Commit"/> applies what was judged bookable. Not safe for concurrent use.
/// </remarks>
/// <param name="terms">Terms of the instrument.</param>
public sealed class InstrumentLedgers(Instrument terms)
{
    private readonly Dictionary<FillKey, Fill> booked = [];
    private readonly SortedDictionary<(string Portfolio, string Account), Ledger> ledgers = new(Comparer<(string Portfolio, string Account)>.Create(
        (left, right) => string.CompareOrdinal(left.Portfolio, right.Portfolio) is var order and not 0
            ? order
            : string.CompareOrdinal(left.Account, right.Account)));

    /// <summary>Terms of the instrument.</summary>
    public Instrument Terms { get; } = terms;

    /// <summary>Every ledger with at least one fill, ordered by the bytes of portfolio, then account.</summary>
    public IReadOnlyCollection<Ledger> All => ledgers.Values;

    /// <summary>Keys of fills booked.</summary>
    public int KeyCount => booked.Count;

    /// <summary>The ledgers of one portfolio, ordered by account.</summary>
    public IEnumerable<Ledger> Of(string portfolio) => ledgers.Values.Where(l => l.Portfolio == portfolio);

    /// <summary>Judges fills in the order given, each against what is booked and against those before it in the list.</summary>
    /// <remarks>
    /// Refused are fills with a fault, of another instrument, or that would take a figure past what decimal holds: none of
    /// them may stop the ledger from taking the next.
    /// </remarks>
    public PreparedFills Prepare(IReadOnlyList<Fill> fills)
    {
        ArgumentNullException.ThrowIfNull(fills);
        var entries = new (Fill, FillVerdict, string?)[fills.Count];
        var staged = new Dictionary<FillKey, Fill>();
        var drafts = new Dictionary<(string, string), LedgerDraft>();
        for (var i = 0; i < fills.Count; i++)
        {
            var (verdict, reason) = Judge(fills[i], staged, drafts);
            entries[i] = (fills[i], verdict, reason);
        }

        return new(entries);
    }

    /// <summary>Applies what was judged bookable, once the journal holds it; a key that is known by now is left alone.</summary>
    public void Commit(PreparedFills prepared)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        foreach (var fill in prepared.Booked)
        {
            if (booked.ContainsKey(fill.Key))
            {
                continue;
            }

            var key = (fill.Portfolio, fill.Account);
            var ledger = ledgers.GetValueOrDefault(key) ?? NewLedger(fill);
            ledger.Add(fill);
            ledgers[key] = ledger;
            booked.Add(fill.Key, fill);
        }
    }

    /// <summary>Fills in canonical order, those with one key in the order given: booked like this, none is late and each costs the same.</summary>
    public static IEnumerable<Fill> InCanonicalOrder(IEnumerable<Fill> fills) => fills.Order(FillOrder.Instance);

    /// <summary>Books a fill that the journal holds.</summary>
    /// <returns>What became of it; anything but booked or duplicate means the journal is not this instrument's.</returns>
    public FillVerdict Replay(Fill fill)
    {
        var prepared = Prepare([fill]);
        Commit(prepared);
        return prepared.Entries[0].Verdict;
    }

    /// <summary>Hexadecimal digest over all ledgers, equal for equal fills in whatever order they arrived.</summary>
    public string StateHash()
    {
        var digest = new StateDigest().Add(Terms.Id.ToString()).Add(KeyCount);
        foreach (var ledger in All)
        {
            digest.Add(ledger.Portfolio).Add(ledger.Account).Add(ledger.State.StateHash());
        }

        return digest.ToHex();
    }

    private (FillVerdict Verdict, string? Reason) Judge(
        Fill fill, Dictionary<FillKey, Fill> staged, Dictionary<(string, string), LedgerDraft> drafts)
    {
        if (fill.Fault() is { } fault)
        {
            return (FillVerdict.Refused, fault);
        }

        if (fill.Instrument != Terms.Id)
        {
            return (FillVerdict.Refused, $"fill {fill.TradeId}: instrument {fill.Instrument} is not {Terms.Id}");
        }

        if ((booked.GetValueOrDefault(fill.Key) ?? staged.GetValueOrDefault(fill.Key)) is { } first)
        {
            return first == fill
                ? (FillVerdict.Duplicate, null)
                : (FillVerdict.Conflict, $"fill {fill.TradeId}: account {fill.Account} has a different one with this id and side; the first is kept");
        }

        var key = (fill.Portfolio, fill.Account);
        if (!drafts.TryGetValue(key, out var draft))
        {
            draft = drafts[key] = new(ledgers.GetValueOrDefault(key) ?? NewLedger(fill), Terms);
        }

        if (!draft.TryStage(fill))
        {
            return (FillVerdict.Refused, $"fill {fill.TradeId}: quantity {fill.Quantity} at price {fill.Price} is past what the ledger can hold");
        }

        staged.Add(fill.Key, fill);
        return (FillVerdict.Booked, null);
    }

    private Ledger NewLedger(Fill fill) => new(Terms, fill.Account, fill.Portfolio);
}
