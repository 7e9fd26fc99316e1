using Ballast.Domain.Ledger;

namespace Ballast.Grains.Inventory;

/// <summary>Turns funding times that have passed into events of every account that trades the instrument.</summary>
internal static class DueFunding
{
    internal static List<LedgerEvent> Events(IReadOnlyList<FundingDue> due, InstrumentLedgers ledgers, FundingUse use)
    {
        var events = new List<LedgerEvent>();
        foreach (var time in due)
        {
            foreach (var account in ledgers.All.GroupBy(ledger => ledger.Account, StringComparer.Ordinal))
            {
                // Where only the venue's amount counts, the figure is missing until that comes.
                var isKnown = use != FundingUse.Venue && time is { Rate: not null, Mark: not null };
                events.Add(new Funding
                {
                    Instrument = ledgers.Terms.Id,
                    Account = account.Key,
                    Portfolio = account.First().Portfolio,
                    VenueTime = time.Time,
                    Source = isKnown ? FundingSource.Rate : FundingSource.Missing,
                    Rate = isKnown ? time.Rate : null,
                    Mark = isKnown ? time.Mark : null,
                });
            }
        }

        return events;
    }
}
