using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Inventory.FundingTimes;
using Ballast.Grains.Pnl;

namespace Ballast.Grains.Tests.Inventory;

/// <summary>Events made from funding times that have passed.</summary>
public sealed class DueFundingTests
{
    private static readonly InstrumentId Perpetual = new("venue", "BTC-PERP");
    private static readonly Instant Due = new(1_700_000_000_000_000);

    [Theory]
    [InlineData("0.0001", "60000", FundingSource.Rate)]
    [InlineData("0.0001", "1000000000000000000000000", FundingSource.Missing)]
    [InlineData("1000000000000000000000000", "60000", FundingSource.Missing)]
    [InlineData("0.0001", null, FundingSource.Missing)]
    [InlineData(null, "60000", FundingSource.Missing)]
    public void A_rate_or_mark_that_no_ledger_can_count_leaves_the_funding_missing(string? rate, string? mark, FundingSource expected)
    {
        var ledgers = new InstrumentLedgers(new Instrument { Id = Perpetual, Kind = ContractKind.Linear, Base = "BTC", Quote = "USDT", Settle = "USDT" });
        ledgers.Commit(ledgers.Prepare([Some.Fill(Perpetual, "desk", "t1")], StampRange.All), 1);

        var events = new FundingEvents(FundingUse.Both).Due([new(Due, Decimal(rate), Decimal(mark))], ledgers);

        var funding = Assert.IsType<FundingPayment>(Assert.Single(events));
        Assert.Equal((expected, "main", "desk", Due), (funding.Source, funding.Account, funding.Portfolio, funding.VenueTime));
        Assert.Equal(expected == FundingSource.Rate ? (Decimal(rate), Decimal(mark)) : (null, null), (funding.Rate, funding.Mark));
        Assert.Equal(FillOutcome.Recorded, Assert.Single(ledgers.Prepare(events, StampRange.All).Entries).Outcome);
    }

    private static decimal? Decimal(string? text) =>
        text is null ? null : decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
