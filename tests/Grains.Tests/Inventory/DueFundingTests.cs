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

        var events = new FundingEvents(FundingUse.Both, () => null).Due([new(Due, Decimal(rate), Decimal(mark))], ledgers);

        var funding = Assert.IsType<FundingPayment>(Assert.Single(events));
        Assert.Equal((expected, "main", "desk", Due), (funding.Source, funding.Account, funding.Portfolio, funding.VenueTime));
        Assert.Equal(expected == FundingSource.Rate ? (Decimal(rate), Decimal(mark)) : (null, null), (funding.Rate, funding.Mark));
        Assert.Equal(FillOutcome.Recorded, Assert.Single(ledgers.Prepare(events, StampRange.All).Entries).Outcome);
    }

    [Fact]
    public void A_venue_without_funding_times_leaves_the_funding_of_each_traded_ledger_missing_from_its_first_fill_on()
    {
        var ledgers = new InstrumentLedgers(new Instrument { Id = Perpetual, Kind = ContractKind.Linear, Base = "BTC", Quote = "USDT", Settle = "USDT" });
        var first = Some.Fill(Perpetual, "desk", "t1") with { VenueTime = Due - TimeSpan.FromHours(2) };
        ledgers.Commit(ledgers.Prepare([first, first with { TradeId = "t2", VenueTime = Due }], StampRange.All), 1);
        Instant? unknownAt = null;
        var funding = new FundingEvents(FundingUse.Both, () => unknownAt);
        Assert.Empty(funding.Due([], ledgers));

        unknownAt = Due + TimeSpan.FromMinutes(10);
        var events = funding.Due([], ledgers);

        Assert.Equal(
            (FundingSource.Missing, "main", "desk", first.VenueTime),
            Assert.Single(events) is FundingPayment missing ? (missing.Source, missing.Account, missing.Portfolio, missing.VenueTime) : default);
        ledgers.Commit(ledgers.Prepare(events, StampRange.All), 3);
        Assert.Equal(1, Assert.Single(ledgers.All).State.FundingMissing);
        Assert.Empty(funding.Due([], ledgers));
        Assert.Empty(new FundingEvents(FundingUse.Both, () => unknownAt).Due([], ledgers));
    }

    private static decimal? Decimal(string? text) =>
        text is null ? null : decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
