using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Xunit;
using static Ballast.Domain.Tests.Ledger.SomeFills;

namespace Ballast.Domain.Tests.Ledger;

public sealed class FundingTests
{
    private readonly InstrumentLedgers _ledgers = new(Linear);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_venues_amount_supersedes_the_rates_whichever_comes_first_and_the_difference_is_kept(bool venueFirst)
    {
        LedgerEvent[] both = [Rated(Linear, 0.001m, 100, 5), Paid(Linear, -0.25m, 5)];
        Book(_ledgers, Buy(Linear, 2, 100));
        Book(_ledgers, venueFirst ? both[1] : both[0]);
        Assert.Equal((venueFirst ? -0.25m : -0.2m, 0m), (_ledgers.Only().Funding, _ledgers.Only().FundingDifference));
        Book(_ledgers, venueFirst ? both[0] : both[1]);
        Assert.Equal((-0.25m, -0.05m), (_ledgers.Only().Funding, _ledgers.Only().FundingDifference));
    }

    [Fact]
    public void A_missing_figure_is_counted_until_the_venues_amount_comes()
    {
        Book(_ledgers, Buy(Linear, 2, 100), Missing(Linear, 5), Missing(Linear, 15));
        Assert.Equal((2L, 0m), (_ledgers.Only().FundingMissing, _ledgers.Only().Funding));
        Book(_ledgers, Paid(Linear, 1, 5));
        Assert.Equal((1L, 1m), (_ledgers.Only().FundingMissing, _ledgers.Only().Funding));
        Book(_ledgers, Rated(Linear, 0.01m, 100, 15));
        Assert.Equal((0L, -1m), (_ledgers.Only().FundingMissing, _ledgers.Only().Funding));
    }

    [Fact]
    public void A_late_fill_changes_what_the_rate_came_to()
    {
        Book(_ledgers, Buy(Linear, 2, 100), Rated(Linear, 0.001m, 100, 5));
        Book(_ledgers, Buy(Linear, 1, 100, at: 3), Buy(Linear, 7, 100, at: 6));
        Assert.Equal(-0.3m, _ledgers.Only().Funding);
    }

    [Fact]
    public void An_amount_is_split_by_signed_position_and_nothing_is_lost()
    {
        Book(_ledgers, Buy(Linear, 3, 100), Sell(Linear, 1, 100) with { Portfolio = "hedge" }, Buy(Linear, 5, 100, 2) with { Portfolio = "arb" }, Paid(Linear, -1, 5));
        Assert.Equal(-0.714285714285714286m, _ledgers.Of("arb").Single().State.Funding);
        Assert.Equal(0.142857142857142857m, _ledgers.Of("hedge").Single().State.Funding);
        Assert.Equal(-1m, _ledgers.All.Sum(l => l.State.Funding));
    }

    [Fact]
    public void Where_positions_cancel_out_the_rates_amounts_are_taken_and_the_rest_is_the_largest_positions()
    {
        Book(_ledgers, Buy(Linear, 3, 100), Sell(Linear, 2, 100) with { Portfolio = "hedge" }, Sell(Linear, 1, 100, 2) with { Portfolio = "arb" });
        Book(_ledgers, Rated(Linear, 0.01m, 100, 5), Paid(Linear, 0.5m, 5));
        Assert.Equal([1m, 2m, -2.5m], _ledgers.All.Select(l => l.State.Funding));
        Assert.Equal([0m, 0m, 0.5m], _ledgers.All.Select(l => l.State.FundingDifference));
    }

    [Fact]
    public void Positions_that_cancel_out_but_for_dust_do_not_blow_an_amount_up()
    {
        Book(_ledgers, Buy(Linear, 1_000_000, 100), Sell(Linear, 999_999.9999999999999m, 100) with { Portfolio = "hedge" }, Paid(Linear, 5, 5));
        Assert.Equal([0m, 5m], _ledgers.All.Select(l => l.State.Funding));
    }

    [Fact]
    public void An_amount_without_a_position_goes_to_the_portfolio_it_names()
    {
        Book(_ledgers, Paid(Linear, 5, 5) with { Portfolio = "spare" });
        Assert.Equal(("spare", 5m), (_ledgers.All.Single().Portfolio, _ledgers.Only().Funding));
    }

    [Fact]
    public void Bookings_of_one_time_add_up_by_their_ids_and_an_id_names_one_booking()
    {
        var first = Paid(Linear, 1, 5) with { FundingId = "x" };
        Book(_ledgers, Buy(Linear, 1, 100), Rated(Linear, 0.01m, 100, 5));
        Assert.Equal(
            [FillOutcome.Recorded, FillOutcome.Duplicate, FillOutcome.Recorded, FillOutcome.Conflict, FillOutcome.Conflict],
            Book(_ledgers, first, first, first with { FundingId = "y", Amount = 2 }, first with { VenueTime = new(6) }, Rated(Linear, 0.01m, 100, 5) with { FundingId = "x" }));
        Assert.Equal((3m, 4m), (_ledgers.Only().Funding, _ledgers.Only().FundingDifference));
    }

    [Fact]
    public void A_long_of_an_inverse_contract_pays_a_positive_rate_in_base()
    {
        var inverse = new InstrumentLedgers(Inverse);
        Book(inverse, Buy(Inverse, 100_000, 50_000), Rated(Inverse, 0.0001m, 40_000, 5));
        Assert.Equal(-0.00025m, inverse.Only().Funding);
    }
}
