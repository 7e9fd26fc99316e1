using Ballast.Domain.Ledger;

namespace Ballast.Grains.Inventory;

/// <summary>Funding times that have passed, for accounts whose first event comes after them with an earlier stamp.</summary>
internal sealed class ToldFunding(FundingUse use)
{
    /// <summary>Newest times kept; accounts that come later still are for an import.</summary>
    private const int Most = 64;

    private readonly List<FundingDue> _told = [];

    // Per account the earliest stamp whose later funding times are all booked for it.
    private readonly Dictionary<string, long> _coveredFrom = new(StringComparer.Ordinal);

    /// <summary>Goes on from what the newest events say: what was told before a restart holds for accounts that come after it.</summary>
    internal void Resume(InstrumentLedgers ledgers)
    {
        var told = ledgers.Window.Select(entry => entry.Event).OfType<FundingPayment>()
            .Where(funding => funding.Source is FundingSource.Rate or FundingSource.Missing)
            .DistinctBy(funding => funding.VenueTime)
            .Select(funding => new FundingDue(funding.VenueTime, funding.Rate, funding.Mark));
        _told.AddRange(told.TakeLast(Most));
        foreach (var account in ledgers.All.GroupBy(ledger => ledger.Account, StringComparer.Ordinal))
        {
            // With a base nobody remembers an account's first stamp; it has been followed for long.
            var first = ledgers.Window.FirstOrDefault(entry => entry.Event.Account == account.Key && entry.Event is not FundingPayment);
            _coveredFrom[account.Key] = ledgers.HasBase || first is null ? long.MinValue : first.Position.Time.Micros;
        }
    }

    /// <summary>What times that have just passed come to for every account known.</summary>
    internal List<LedgerEvent> Events(IReadOnlyList<FundingDue> due, InstrumentLedgers ledgers)
    {
        if (due.Count > 0)
        {
            _told.AddRange(due);
            _told.RemoveRange(0, Math.Max(0, _told.Count - Most));
            foreach (var ledger in ledgers.All)
            {
                _coveredFrom.TryAdd(ledger.Account, long.MinValue);
            }
        }

        return DueFunding.Events(due, ledgers, use);
    }

    /// <summary>What was booked; answers the funding that an account not known when it passed has missed.</summary>
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
                missed.AddRange(DueFunding.Events([.. _told.Where(due => due.Time.Micros >= first && due.Time.Micros < covered)], ledgers, use)
                    .Where(funding => funding.Account == account.Key));
            }
        }

        return missed;
    }
}
