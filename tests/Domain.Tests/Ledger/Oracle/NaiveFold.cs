using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.Tests.Ledger.Oracle;

/// <summary>Every ledger of an instrument, folded from a list of arrivals by the documented rules, without any optimisation.</summary>
internal sealed class NaiveFold
{
    private readonly Dictionary<(string Account, long Time), FundingFigures> _fundings = [];
    private Instrument _terms;

    private NaiveFold(Instrument terms) => this._terms = terms;

    /// <summary>By portfolio and account.</summary>
    public SortedDictionary<(string Portfolio, string Account), NaiveLedger> Ledgers { get; } = new(Comparer<(string, string)>.Create((x, y) =>
        string.CompareOrdinal(x.Item1, y.Item1) is var order and not 0 ? order : string.CompareOrdinal(x.Item2, y.Item2)));

    public Instrument Terms => _terms;

    /// <summary>Outcome of each arrival: the first valid payload of a key is the event.</summary>
    public static FillOutcome[] Judge(IReadOnlyList<LedgerEvent> arrivals)
    {
        var first = new Dictionary<EventKey, LedgerEvent>();
        return [.. arrivals.Select(e =>
            e is Fill { Quantity: <= 0 } ? FillOutcome.Refused
            : first.TryAdd(e.Key, e) ? FillOutcome.Recorded
            : first[e.Key].Equals(e) ? FillOutcome.Duplicate
            : FillOutcome.Conflict)];
    }

    /// <summary>Folds the arrivals that count up to a time.</summary>
    public static NaiveFold Of(
        Instrument terms, IReadOnlyList<LedgerEvent> arrivals, IReadOnlyDictionary<EventKey, Knowledge> knowledge, long until = long.MaxValue)
    {
        var outcomes = Judge(arrivals);
        var booked = arrivals.Where((_, i) => outcomes[i] == FillOutcome.Recorded).ToArray();
        var voids = booked.OfType<FillVoid>().ToArray();
        var counting = booked
            .Where(e => e is not FillVoid && e.VenueTime.Micros <= until)
            .Where(e => !voids.Any(v => e is Fill f && (v.Account, v.TradeId, v.Side, v.Portfolio) == (f.Account, f.TradeId, f.Side, f.Portfolio)))
            .OrderBy(e => e.VenueTime.Micros).ThenBy(e => e.VenueSequence).ThenBy(e => (int)e.Kind)
            .ThenBy(e => e.Key.Account, StringComparer.Ordinal).ThenBy(e => e.Key.Id, StringComparer.Ordinal).ThenBy(e => e.Key.Detail);
        var fold = new NaiveFold(terms);
        foreach (var e in counting)
        {
            fold.Apply(e, knowledge.GetValueOrDefault(e.Key, Knowledge.Nothing));
        }

        foreach (var (key, figures) in fold._fundings)
        {
            figures.PayTo(portfolio => fold.Ledger(portfolio, key.Account));
        }

        return fold;
    }

    private void Apply(LedgerEvent e, Knowledge known)
    {
        switch (e)
        {
            case Fill fill:
                Ledger(fill.Portfolio, fill.Account).Fill(fill, _terms, known);
                break;
            case Adjustment adjustment:
                var value = NaiveLedger.Value(_terms, adjustment.Price);
                Ledger(adjustment.Portfolio, adjustment.Account).Move(adjustment.Quantity, value, value);
                break;
            case Settlement settlement:
                var last = NaiveLedger.Value(_terms, settlement.Price);
                foreach (var ledger in Ledgers.Values)
                {
                    ledger.Move(-ledger.Position, last, last);
                }

                break;
            case TermsChange change:
                foreach (var ledger in Ledgers.Values)
                {
                    ledger.Rescale(_terms.Multiplier, change.Multiplier);
                }

                _terms = _terms with { Multiplier = change.Multiplier };
                break;
            case FundingPayment funding:
                Fund(funding);
                break;
        }
    }

    private void Fund(FundingPayment funding)
    {
        var key = (funding.Account, funding.VenueTime.Micros);
        var figures = _fundings.TryGetValue(key, out var known) ? known : _fundings[key] = new();
        var held = Ledgers.Where(l => l.Key.Account == funding.Account && l.Value.Position.Sign != 0)
            .Select(l => (l.Key.Portfolio, l.Value.Position)).ToArray();
        if (funding.Source == FundingSource.Rate)
        {
            figures.ByRate ??= [];
            var notional = NaiveLedger.Value(_terms, funding.Mark!.Value).Magnitude;
            foreach (var (portfolio, position) in held)
            {
                FundingFigures.Add(figures.ByRate, portfolio, (-position * notional * funding.Rate!.Value).Rounded(18));
            }
        }
        else if (funding.Source == FundingSource.Venue)
        {
            figures.ByVenue ??= [];
            FundingFigures.Split(figures.ByVenue, figures.ByRate, held, funding);
        }
        else
        {
            figures.MissingFor.UnionWith(held.Select(h => h.Portfolio));
        }
    }

    private NaiveLedger Ledger(string portfolio, string account)
    {
        if (!Ledgers.TryGetValue((portfolio, account), out var ledger))
        {
            Ledgers.Add((portfolio, account), ledger = new());
        }

        return ledger;
    }
}
