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

    /// <summary>A rate or mark that no ledger can count says nothing of the funding; refused without a trace it would pass for 0.</summary>
    private static bool IsRefused(FundingPayment funding, InstrumentLedgers ledgers) =>
        ledgers.Prepare([funding], StampRange.All).Entries[0].Outcome == FillOutcome.Refused;
}
