using System.Collections.Immutable;
using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger;

/// <summary>Every ledger of an instrument after a number of events in canonical order. Immutable.</summary>
/// <remarks>
/// Never throws on a booked event: one that would take a figure past what decimal holds is left out, and its ledger says so.
/// Voids are not folded, voided fills are skipped.
/// </remarks>
public sealed record FoldState
{
    /// <summary>Terms now in force.</summary>
    public required Instrument Terms { get; init; }

    /// <summary>Every ledger, by portfolio and account.</summary>
    public ImmutableSortedDictionary<LedgerKey, LedgerState> Ledgers { get; init; } = ImmutableSortedDictionary<LedgerKey, LedgerState>.Empty;

    /// <summary>The newest funding time of each account that had one.</summary>
    public ImmutableSortedDictionary<string, FundingTime> Funding { get; init; } =
        ImmutableSortedDictionary.Create<string, FundingTime>(StringComparer.Ordinal);

    /// <summary>Place of the last event folded; <see langword="null"/> before the first.</summary>
    public EventPosition? Last { get; init; }

    /// <summary>Events folded, voided fills included.</summary>
    public long Events { get; init; }

    /// <summary>Digest of everything here, equal for equal figures.</summary>
    public string FullHash()
    {
        var digest = new StateDigest().Add(Terms.Id.ToString()).Add((int)Terms.Kind).Add(Terms.Multiplier);
        foreach (var (key, state) in Ledgers)
        {
            digest.Add(key.Portfolio).Add(key.Account).Add(state.FullHash());
        }

        return digest.ToHex();
    }

    internal FoldState Apply(LedgerEvent ledgerEvent, in FillFacts facts, bool isVoided)
    {
        var next = ledgerEvent switch
        {
            Fill when isVoided => this,
            Fill fill => Apply(fill, facts),
            Adjustment a => Changed(new(a.Portfolio, a.Account), a.Name, state => LedgerStep.Move(state, a.Quantity, a.Price, Terms.Contract)),
            Funding funding => Apply(funding),
            Settlement settlement => Ledgers.Where(l => l.Value.Quantity != 0).Aggregate(this, (fold, ledger) => fold.Changed(
                ledger.Key, settlement.Name, state => LedgerStep.Move(state, -state.Quantity, settlement.Price, Terms.Contract))),
            TermsChange change => Ledgers.Keys.Aggregate(
                this, (fold, key) => fold.Changed(key, change.Name, state => LedgerStep.Rescaled(state, Terms.Multiplier, change.Multiplier)))
                with { Terms = Terms with { Multiplier = change.Multiplier } },
            _ => throw new ArgumentException($"{ledgerEvent.Name} is not folded.", nameof(ledgerEvent)),
        };
        return next with { Last = EventPosition.Of(ledgerEvent), Events = Events + 1 };
    }

    private FoldState Apply(Fill fill, FillFacts facts) =>
        Changed(new(fill.Portfolio, fill.Account), fill.Name, state => LedgerStep.Apply(state, fill, Terms, facts));

    private FoldState Apply(Funding funding)
    {
        var time = Funding.GetValueOrDefault(funding.Account) is { } known && known.Time == funding.VenueTime
            ? known
            : FundingTime.At(funding.VenueTime);
        var held = Ledgers.Where(l => l.Key.Account == funding.Account).Select(l => (l.Key.Portfolio, l.Value.Quantity)).ToArray();
        try
        {
            return funding.Source switch
            {
                FundingSource.Venue => ByVenue(funding, time, FundingTime.Split(funding.Amount!.Value, held, time.ByRate, funding.Portfolio)),
                FundingSource.Rate => ByRate(funding, time, held),
                _ => Missing(funding, time, held),
            };
        }
        catch (OverflowException)
        {
            return Ledgers.Keys.Where(key => key.Account == funding.Account).Aggregate(
                this, (fold, key) => fold.With(key, fold.Ledgers[key] with { Overflow = fold.Ledgers[key].Overflow ?? funding.Name }));
        }
    }

    private FoldState ByRate(Funding funding, FundingTime time, (string Portfolio, decimal Quantity)[] held)
    {
        // The absolute value: long pays a positive rate, whatever the sign of the contract's value function.
        var notional = Math.Abs(Terms.Contract.At(funding.Mark!.Value));
        var amounts = held.Where(p => p.Quantity != 0).ToImmutableSortedDictionary(
            p => p.Portfolio,
            p => decimal.Round(-p.Quantity * notional * funding.Rate!.Value, ContractValue.Decimals, MidpointRounding.ToEven),
            StringComparer.Ordinal);
        var fold = time.ByVenue is { } venue ? Difference(funding, venue, amounts) : Pay(funding, amounts, 1).Known(funding.Account, time);
        return fold.With(funding.Account, time with { ByRate = amounts, Unknown = [] });
    }

    private FoldState ByVenue(Funding funding, FundingTime time, ImmutableSortedDictionary<string, decimal> shares)
    {
        var fold = time.ByRate is { } rate ? Pay(funding, rate, -1).Difference(funding, shares, rate) : Known(funding.Account, time);
        return fold.Pay(funding, shares, 1).With(funding.Account, time with { ByVenue = shares, Unknown = [] });
    }

    private FoldState Missing(Funding funding, FundingTime time, (string Portfolio, decimal Quantity)[] held)
    {
        if (time.ByRate is not null || time.ByVenue is not null)
        {
            return this;
        }

        var unknown = held.Where(p => p.Quantity != 0).Select(p => p.Portfolio).ToImmutableArray();
        return unknown.Aggregate(this, (fold, portfolio) => fold.MissingBy(new(portfolio, funding.Account), 1))
            .With(funding.Account, time with { Unknown = unknown });
    }

    /// <summary>Takes back that the time's figure is missing.</summary>
    private FoldState Known(string account, FundingTime time) =>
        time.Unknown.Aggregate(this, (fold, portfolio) => fold.MissingBy(new(portfolio, account), -1));

    private FoldState MissingBy(LedgerKey key, int by) =>
        With(key, Ledgers[key] with { FundingMissing = Ledgers[key].FundingMissing + by });

    private FoldState Pay(Funding funding, ImmutableSortedDictionary<string, decimal> amounts, int sign) => amounts.Aggregate(
        this, (fold, amount) => fold.Changed(new(amount.Key, funding.Account), funding.Name, state => LedgerStep.WithFunding(state, sign * amount.Value)));

    private FoldState Difference(
        Funding funding, ImmutableSortedDictionary<string, decimal> venue, ImmutableSortedDictionary<string, decimal> rate) =>
        venue.Keys.Union(rate.Keys, StringComparer.Ordinal).Aggregate(this, (fold, portfolio) => fold.Changed(
            new(portfolio, funding.Account),
            funding.Name,
            state => state with
            {
                FundingDifference = state.FundingDifference + venue.GetValueOrDefault(portfolio) - rate.GetValueOrDefault(portfolio),
            }));

    private FoldState Changed(LedgerKey key, string name, Func<LedgerState, LedgerState> change)
    {
        var state = Ledgers.GetValueOrDefault(key) ?? LedgerState.Empty;
        try
        {
            return With(key, change(state));
        }
        catch (OverflowException)
        {
            return With(key, state with { Overflow = state.Overflow ?? name });
        }
    }

    private FoldState With(LedgerKey key, LedgerState state) => this with { Ledgers = Ledgers.SetItem(key, state) };

    private FoldState With(string account, FundingTime time) => this with { Funding = Funding.SetItem(account, time) };
}
