using System.Collections.Immutable;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.FundingTimes;

namespace Ballast.Domain.Ledger.Folding;

/// <summary>All ledgers of an instrument after some events in canonical order. Immutable.</summary>
/// <remarks>
/// Folding never throws for a booked event: one that would make a figure overflow decimal is skipped, and its ledger names it in
/// <see cref="LedgerState.Overflow"/>. Voids are not folded; voided fills are skipped.
/// </remarks>
public sealed record FoldState
{
    /// <summary>Contract terms in force after these events.</summary>
    public required Instrument Terms { get; init; }

    private readonly ImmutableSortedDictionary<LedgerKey, LedgerState> _ledgers = ImmutableSortedDictionary<LedgerKey, LedgerState>.Empty;
    private ImmutableSortedDictionary<string, ImmutableList<LedgerKey>>? _accounts;

    /// <summary>Ledgers by portfolio and account.</summary>
    public ImmutableSortedDictionary<LedgerKey, LedgerState> Ledgers
    {
        get => _ledgers;
        init => (_ledgers, _accounts) = (value, null);
    }

    /// <summary>Keys of the ledgers of each portfolio, in order of account.</summary>
    public ImmutableSortedDictionary<string, ImmutableList<LedgerKey>> Accounts => _accounts ??= _ledgers.Keys
        .GroupBy(key => key.Portfolio, StringComparer.Ordinal)
        .ToImmutableSortedDictionary(portfolio => portfolio.Key, portfolio => portfolio.ToImmutableList(), StringComparer.Ordinal);

    /// <summary>The ledgers of one portfolio, in order of account.</summary>
    public IEnumerable<KeyValuePair<LedgerKey, LedgerState>> Of(string portfolio) => KeysOf(portfolio).Select(key => KeyValuePair.Create(key, _ledgers[key]));

    /// <summary>Keys of the ledgers of one portfolio, in order of account; none when it has no ledger.</summary>
    public ImmutableList<LedgerKey> KeysOf(string portfolio) => Accounts.GetValueOrDefault(portfolio, []);

    /// <summary>Newest funding time of each account that had one, by account.</summary>
    public ImmutableSortedDictionary<string, FundingTime> Funding { get; init; } =
        ImmutableSortedDictionary.Create<string, FundingTime>(StringComparer.Ordinal);

    /// <summary>Position of the last event folded; <see langword="null"/> before the first.</summary>
    public EventPosition? Last { get; init; }

    /// <summary>Number of events folded, voided fills included.</summary>
    public long Events { get; init; }

    /// <summary>Hexadecimal digest of all ledgers with every lot; equal for equal figures.</summary>
    public string FullHash()
    {
        var digest = new StateDigest().Add(Terms.Id.ToString()).Add((int)Terms.Kind).Add(Terms.Multiplier);
        foreach (var (key, state) in Ledgers)
        {
            digest.Add(key.Portfolio).Add(key.Account).Add(state.FullHash());
        }

        return digest.ToHex();
    }

    /// <summary>The same figures without lots: enough to value the ledgers, but no event can be folded into it.</summary>
    public FoldState WithoutLots() => this with
    {
        Ledgers = Ledgers.Select(ledger => KeyValuePair.Create(
            ledger.Key, ledger.Value with { Fifo = LotBook.FirstInFirstOut, Lifo = LotBook.LastInFirstOut })).ToImmutableSortedDictionary(),
    };

    internal FoldState Apply(LedgerEvent ledgerEvent, in FillFacts facts, bool isVoided)
    {
        var next = ledgerEvent switch
        {
            Fill when isVoided => this,
            Fill fill => Apply(fill, facts),
            Adjustment a => Changed(new(a.Portfolio, a.Account), a.Name, state => LedgerStep.Move(state, a.Quantity, a.Price, Terms.Contract, a.VenueTime)),
            FundingPayment funding => Apply(funding),
            Settlement settlement => Ledgers.Where(l => l.Value.Quantity != 0).Aggregate(this, (fold, ledger) => fold.Changed(
                ledger.Key, settlement.Name, state => LedgerStep.Settled(state, settlement.Price, Terms.Contract, settlement.VenueTime))),
            TermsChange change => Ledgers.Keys.Aggregate(
                this, (fold, key) => fold.Changed(key, change.Name, state => LedgerStep.Rescaled(state, Terms.Multiplier, change.Multiplier)))
                with { Terms = Terms with { Multiplier = change.Multiplier } },
            _ => throw new ArgumentException($"{ledgerEvent.Name} is not folded.", nameof(ledgerEvent)),
        };
        return next with { Last = EventPosition.Of(ledgerEvent), Events = Events + 1 };
    }

    private FoldState Apply(Fill fill, FillFacts facts) =>
        Changed(new(fill.Portfolio, fill.Account), fill.Name, state => LedgerStep.Apply(state, fill, Terms, facts));

    private FoldState Apply(FundingPayment funding)
    {
        var known = Funding.GetValueOrDefault(funding.Account);
        var before = known?.Time == funding.VenueTime ? known : FundingTime.At(funding.VenueTime);
        var held = Ledgers.Where(l => l.Key.Account == funding.Account).Select(l => (l.Key.Portfolio, l.Value.Quantity)).ToArray();
        try
        {
            var after = before.After(funding, held, Terms.Contract);
            var fold = this with { Funding = Funding.SetItem(funding.Account, after) };
            return before.Portfolios.Concat(after.Portfolios).Distinct(StringComparer.Ordinal).Aggregate(fold, (f, portfolio) => f.Changed(
                new(portfolio, funding.Account), funding.Name, state => LedgerStep.Funded(state, before, after, portfolio)));
        }
        catch (OverflowException)
        {
            return Ledgers.Keys.Where(key => key.Account == funding.Account).Aggregate(this, (fold, key) => fold.Skip(key, funding.Name));
        }
    }

    private FoldState Changed(LedgerKey key, string name, Func<LedgerState, LedgerState> change)
    {
        try
        {
            return With(key, change(Ledgers.GetValueOrDefault(key) ?? LedgerState.Empty));
        }
        catch (OverflowException)
        {
            return Skip(key, name);
        }
    }

    private FoldState Skip(LedgerKey key, string name)
    {
        var state = Ledgers.GetValueOrDefault(key) ?? LedgerState.Empty;
        return With(key, state with { Overflow = state.Overflow ?? name });
    }

    private FoldState With(LedgerKey key, LedgerState state)
    {
        var next = this with { Ledgers = _ledgers.SetItem(key, state) };

        // A known index is carried on, because only a ledger's first event changes it.
        next._accounts = _ledgers.ContainsKey(key) ? _accounts : null;
        return next;
    }
}
