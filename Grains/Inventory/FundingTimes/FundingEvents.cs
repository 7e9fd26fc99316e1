using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Ballast.Domain.Ledger.FundingTimes;

namespace Ballast.Grains.Inventory.FundingTimes;

/// <summary>
/// Turns funding times that have passed into events: for every account that trades the instrument, and later for accounts whose
/// first event comes only then with an earlier stamp.
/// </summary>
/// <param name="use">Whether the venue's amounts, its rates or both count.</param>
internal sealed class FundingEvents(FundingUse use)
{
    /// <summary>Newest funding times remembered; accounts that come later still are for an import.</summary>
    private const int MostTimes = 64;

    private readonly List<FundingDue> _passed = [];

    // Per account the earliest stamp whose later funding times are all booked for it, in microseconds.
    private readonly Dictionary<string, long> _coveredFrom = new(StringComparer.Ordinal);

    /// <summary>Goes on from what the newest events say: funding times from before a restart hold for accounts that come after it.</summary>
    internal void Resume(InstrumentLedgers ledgers)
    {
        var known = ledgers.Window.Select(entry => entry.Event).OfType<FundingPayment>()
            .Where(funding => funding.Source is FundingSource.Rate or FundingSource.Missing)
            .DistinctBy(funding => funding.VenueTime)
            .Select(funding => new FundingDue(funding.VenueTime, funding.Rate, funding.Mark));
        _passed.AddRange(known.TakeLast(MostTimes));
        foreach (var account in ledgers.All.GroupBy(ledger => ledger.Account, StringComparer.Ordinal))
        {
            // With a base nobody remembers an account's first stamp; it has been followed for long.
            var first = ledgers.Window.FirstOrDefault(entry => entry.Event.Account == account.Key && entry.Event is not FundingPayment);
            _coveredFrom[account.Key] = ledgers.HasBase || first is null ? long.MinValue : first.Position.Time.Micros;
        }
    }

    /// <summary>The events of funding times that have just passed, for every account known.</summary>
    internal List<LedgerEvent> Due(IReadOnlyList<FundingDue> due, InstrumentLedgers ledgers)
    {
        if (due.Count > 0)
        {
            _passed.AddRange(due);
            _passed.RemoveRange(0, Math.Max(0, _passed.Count - MostTimes));
            foreach (var ledger in ledgers.All)
            {
                _coveredFrom.TryAdd(ledger.Account, long.MinValue);
            }
        }

        return Events(due, ledgers);
    }

    /// <summary>After events were booked: the funding that an account missed because it was not known when the time passed.</summary>
    internal List<LedgerEvent> Missed(IReadOnlyList<LedgerEvent> booked, InstrumentLedgers ledgers)
    {
        var missed = new List<LedgerEvent>();
        foreach (var account in booked.Where(e => e.Kind is EventKind.Fill or EventKind.Adjustment).GroupBy(e => e.Account, StringComparer.Ordinal))
        {
            var first = account.Min(e => e.VenueTime.Micros);
            var covered = _coveredFrom.GetValueOrDefault(account.Key, long.MaxValue);
            if (first < covered)
            {
                _coveredFrom[account.Key] = first;
                missed.AddRange(Events([.. _passed.Where(due => due.Time.Micros >= first && due.Time.Micros < covered)], ledgers)
                    .Where(funding => funding.Account == account.Key));
            }
        }

        return missed;
    }

    private List<LedgerEvent> Events(IReadOnlyList<FundingDue> due, InstrumentLedgers ledgers)
    {
        var events = new List<LedgerEvent>();
        foreach (var time in due)
        {
            foreach (var account in ledgers.All.GroupBy(ledger => ledger.Account, StringComparer.Ordinal))
            {
                var missing = new FundingPayment
                {
                    Instrument = ledgers.Terms.Id,
                    Account = account.Key,
                    Portfolio = account.First().Portfolio,
                    VenueTime = time.Time,
                    Source = FundingSource.Missing,
                };

                // Where only the venue's amount counts, the figure is missing until that comes.
                var byRate = use != FundingUse.Venue && time is { Rate: not null, Mark: not null }
                    ? missing with { Source = FundingSource.Rate, Rate = time.Rate, Mark = time.Mark }
                    : null;
                events.Add(byRate is null || IsRefused(byRate, ledgers) ? missing : byRate);
            }
        }

        return events;
    }

    /// <summary>A rate or mark past what a ledger can hold says nothing of the funding; refused without a trace, it would pass for 0.</summary>
    private static bool IsRefused(FundingPayment funding, InstrumentLedgers ledgers) =>
        ledgers.Prepare([funding], StampRange.All).Entries[0].Outcome == FillOutcome.Refused;
}
