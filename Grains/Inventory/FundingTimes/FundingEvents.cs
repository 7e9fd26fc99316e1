using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;
using Ballast.Domain.Ledger.FundingTimes;

namespace Ballast.Grains.Inventory.FundingTimes;

/// <summary>
/// Makes funding events of funding times that have passed: at once for every account with a ledger, and later for an account whose
/// first event arrives after the funding time but is older than it. A venue that announces no funding times leaves the funding of every ledger
/// unknown from its first event on.
/// </summary>
/// <param name="use">Whether the venue's amounts, its rates or both are booked.</param>
/// <param name="unknownAt">Gives the venue time of the newest ticker when funding times are not known, otherwise <see langword="null"/>.</param>
internal sealed class FundingEvents(FundingUse use, Func<Instant?> unknownAt)
{
    /// <summary>Number of funding times remembered, newest first. Older ones must be imported for an account that appears later.</summary>
    private const int MaxTimes = 64;

    private readonly List<FundingDue> _passed = [];

    // For each account a venue time in microseconds: all later funding times are booked for it.
    private readonly Dictionary<string, long> _coveredFrom = new(StringComparer.Ordinal);

    private readonly HashSet<LedgerKey> _unannounced = [];

    /// <summary>Restores funding times and accounts from the newest events, so that an account that appears after a restart gets earlier funding too.</summary>
    internal void Resume(InstrumentLedgers ledgers)
    {
        var known = ledgers.Window.Select(entry => entry.Event).OfType<FundingPayment>()
            .Where(funding => funding.Source is FundingSource.Rate or FundingSource.Missing)
            .DistinctBy(funding => funding.VenueTime)
            .Select(funding => new FundingDue(funding.VenueTime, funding.Rate, funding.Mark));
        _passed.AddRange(known.TakeLast(MaxTimes));
        foreach (var account in ledgers.All.GroupBy(ledger => ledger.Account, StringComparer.Ordinal))
        {
            // With a base, an account's first event may be folded away; such an account counts as covered from the beginning.
            var first = ledgers.Window.FirstOrDefault(entry => entry.Event.Account == account.Key && entry.Event is not FundingPayment);
            _coveredFrom[account.Key] = ledgers.HasBase || first is null ? long.MinValue : first.Position.Time.Micros;
        }
    }

    /// <summary>Events for funding times that have just passed, for every known account.</summary>
    internal List<LedgerEvent> Due(IReadOnlyList<FundingDue> due, InstrumentLedgers ledgers)
    {
        if (due.Count > 0)
        {
            _passed.AddRange(due);
            _passed.RemoveRange(0, Math.Max(0, _passed.Count - MaxTimes));
            foreach (var ledger in ledgers.All)
            {
                _coveredFrom.TryAdd(ledger.Account, long.MinValue);
            }
        }

        var events = Events(due, ledgers);
        if (unknownAt() is { } at)
        {
            events.AddRange(Unannounced(ledgers, at));
        }

        return events;
    }

    /// <summary>Funding that the accounts of booked events missed because they were unknown when the funding time passed.</summary>
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
                var missing = Missing(new(account.First().Portfolio, account.Key), time.Time, ledgers);

                // If only the venue's amount is booked, the figure is missing until that amount arrives.
                var byRate = use != FundingUse.Venue && time is { Rate: not null, Mark: not null }
                    ? missing with { Source = FundingSource.Rate, Rate = time.Rate, Mark = time.Mark }
                    : null;
                events.Add(byRate is null || IsRefused(byRate, ledgers) ? missing : byRate);
            }
        }

        return events;
    }

    /// <summary>Makes the funding of traded ledgers unknown: from their first event on, or from the newest ticker on if that event is folded away.</summary>
    private List<LedgerEvent> Unannounced(InstrumentLedgers ledgers, Instant at)
    {
        var unknown = new List<LedgerEvent>();
        foreach (var ledger in ledgers.All.Where(ledger => ledger.State.FundingMissing == 0 && ledger.State.IsTraded))
        {
            var key = new LedgerKey(ledger.Portfolio, ledger.Account);
            if (_unannounced.Add(key))
            {
                var first = ledgers.Window.FirstOrDefault(entry => entry is { IsVoided: false, Event: Fill or Adjustment }
                    && entry.Event.Portfolio == key.Portfolio && entry.Event.Account == key.Account);
                unknown.Add(Missing(key, first?.Event.VenueTime ?? at, ledgers));
            }
        }

        return unknown;
    }

    private static FundingPayment Missing(LedgerKey ledger, Instant time, InstrumentLedgers ledgers) => new()
    {
        Instrument = ledgers.Terms.Id,
        Account = ledger.Account,
        Portfolio = ledger.Portfolio,
        VenueTime = time,
        Source = FundingSource.Missing,
    };

    /// <summary>Whether a ledger cannot hold the rate or mark. Such funding is booked as missing, because if it were dropped it would look like 0.</summary>
    private static bool IsRefused(FundingPayment funding, InstrumentLedgers ledgers) =>
        ledgers.Prepare([funding], StampRange.All).Entries[0].Outcome == FillOutcome.Refused;
}
