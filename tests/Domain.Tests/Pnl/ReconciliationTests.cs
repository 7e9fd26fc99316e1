using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Pnl.Reconciliation;
using Xunit;

namespace Ballast.Domain.Tests.Pnl;

public sealed class ReconciliationTests
{
    private static readonly Instrument Perpetual = new()
    {
        Id = new("venue", "BTC-PERP"), Kind = ContractKind.Linear, Base = "BTC", Quote = "USDT", Settle = "USDT", Multiplier = 0.1m, LotSize = 1m,
    };

    private static readonly Instrument Spot = new()
    {
        Id = new("venue", "BTC/USDT"), Kind = ContractKind.Spot, Base = "BTC", Quote = "USDT", Settle = "USDT", LotSize = 0.001m,
    };

    [Fact]
    public void What_agrees_is_not_listed() =>
        Assert.Empty(Compare(new() { Account = "main", At = At(9), Positions = [new(Perpetual.Id, 5m)] }, Own(Perpetual, 5m)));

    [Fact]
    public void A_difference_names_both_sides_its_age_and_what_would_mend_it()
    {
        var difference = Assert.Single(Compare(
            new() { Account = "main", At = At(9), Positions = [new(Perpetual.Id, 7m, 101m)] }, Own(Perpetual, 5m)));

        Assert.Equal((5m, 7m, 2m, TimeSpan.FromSeconds(4)), (difference.Ours, difference.Venue, difference.Difference, difference.Age));
        Assert.Equal(["entry price is 99 with us and 101 at the venue"], difference.Hints);
        var proposed = difference.Proposed!;
        Assert.Equal(("desk", "main", At(9), 2m, 100m), (proposed.Portfolio, proposed.Account, proposed.VenueTime, proposed.Quantity, proposed.Price));
        Assert.Equal((AdjustmentReason.Reconciliation, null), (proposed.Reason, proposed.Fault()));
    }

    [Fact]
    public void One_difference_has_one_id_whatever_the_mark_and_another_one_has_another()
    {
        var report = new VenueReport { Account = "main", At = At(9), Positions = [new(Perpetual.Id, 7m)] };
        var id = Compare(report, Own(Perpetual, 5m))[0].Proposed!.AdjustmentId;

        Assert.Equal(id, Compare(report, Own(Perpetual, 5.0m) with { Mark = 200m })[0].Proposed!.AdjustmentId);
        Assert.NotEqual(id, Compare(report, Own(Perpetual, 6m))[0].Proposed!.AdjustmentId);
        Assert.NotEqual(id, Compare(report with { At = At(10) }, Own(Perpetual, 5m))[0].Proposed!.AdjustmentId);
    }

    [Fact]
    public void What_only_one_side_has_is_listed()
    {
        var other = new InstrumentId("venue", "ETH-PERP");
        var differences = Compare(new() { Account = "main", At = At(9), Positions = [new(other, 3m)] }, Own(Perpetual, 5m));

        Assert.Equal([(Perpetual.Id, 5m, 0m), (other, 0m, 3m)], differences.Select(d => (d.Instrument!.Value, d.Ours, d.Venue)));
        Assert.Equal((null, "no contract terms for venue/ETH-PERP", null), (differences[1].Proposed, differences[1].Reason, differences[1].Age));
        Assert.Contains(differences[0].Hints, hint => hint.StartsWith("the venue holds nothing", StringComparison.Ordinal));
        Assert.Contains(differences[1].Hints, hint => hint.StartsWith("we hold nothing", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_a_mark_nothing_is_proposed()
    {
        var difference = Assert.Single(Compare(
            new() { Account = "main", At = At(9), Positions = [new(Perpetual.Id, 7m)] }, Own(Perpetual, 5m) with { Mark = null }));

        Assert.Equal((null, "no mark of venue/BTC-PERP to book it at"), (difference.Proposed, difference.Reason));
    }

    [Fact]
    public void A_balance_is_held_against_spot_and_money_is_listed_without_a_proposal()
    {
        var differences = Compare(
            new() { Account = "main", At = At(9), Balances = [new("BTC", 0.9995m), new("USDT", 1_000m)], Exchange = "venue" },
            Own(Spot, 1m) with { FeesUnconverted = new Dictionary<string, decimal> { ["BTC"] = 0.0005m } },
            Own(Perpetual, 5m));

        Assert.Equal(["BTC", "USDT"], differences.Select(difference => difference.Asset));
        Assert.Equal((Spot.Id, -0.0005m), (differences[0].Instrument!.Value, differences[0].Proposed!.Quantity));
        Assert.Equal(
            ["below the lot size 0.001: dust, as of a fee taken in base", "an unconverted fee of 0.0005 BTC is in our ledger"], differences[0].Hints);
        Assert.Equal((null, "no spot ledger of this account at venue holds USDT"), (differences[1].Proposed, differences[1].Reason));
    }

    [Fact]
    public void Dust_is_left_out_when_asked_for() =>
        Assert.Empty(Compare(
            new() { Account = "main", At = At(9), Balances = [new("BTC", 0.9995m)], Exchange = "venue", IgnoreBelowLot = true }, Own(Spot, 1m)));

    [Fact]
    public void An_asset_held_through_several_instruments_has_no_single_adjustment()
    {
        var other = Own(Spot with { Id = new("venue", "BTC/EUR"), Quote = "EUR", Settle = "EUR" }, 1m);

        var difference = Assert.Single(Compare(
            new() { Account = "main", At = At(9), Balances = [new("BTC", 3m)], Exchange = "venue" }, Own(Spot, 1m), other));

        Assert.Equal((2m, 1m, null, null), (difference.Ours, difference.Difference, difference.Instrument, difference.Proposed));
        Assert.Equal("BTC is held through several instruments: venue/BTC/EUR, venue/BTC/USDT", difference.Reason);
    }

    [Theory]
    [InlineData(-5, "quantities are opposite: look at the sign")]
    [InlineData(50, "quantities differ by the multiplier 0.1: look at the unit")]
    public void A_likely_cause_is_named(int venue, string hint) => Assert.Contains(
        hint, Assert.Single(Compare(new() { Account = "main", At = At(9), Positions = [new(Perpetual.Id, venue)] }, Own(Perpetual, 5m))).Hints);

    [Fact]
    public void Only_the_account_of_the_report_and_what_was_asked_for_are_compared()
    {
        Assert.Empty(Compare(new() { Account = "main", At = At(9), Positions = [] }, Own(Spot, 1m), Own(Perpetual, 5m) with { Account = "other" }));
        Assert.Empty(Compare(new() { Account = "main", At = At(9), Balances = [], Exchange = "elsewhere" }, Own(Spot, 1m), Own(Perpetual, 5m)));
    }

    [Fact]
    public void A_fault_names_key_and_value()
    {
        var report = new VenueReport { Account = "main", At = At(9), Positions = [new(Perpetual.Id, 1m), new(Perpetual.Id, 2m)] };

        Assert.Contains("positions names venue/BTC-PERP twice", Assert.Throws<ArgumentException>(() => Compare(report)).Message, StringComparison.Ordinal);
        Assert.StartsWith("account is ' '", (report with { Account = " " }).Fault(), StringComparison.Ordinal);
        Assert.StartsWith("at is -1", (report with { At = new(-1) }).Fault(), StringComparison.Ordinal);
    }

    private static Instant At(int second) => new(second * Instant.PerSecond);

    private static OwnPosition Own(Instrument terms, decimal quantity) =>
        new() { Terms = terms, Account = "main", Quantity = quantity, AverageEntry = 99m, Mark = 100m, LastFillAt = At(5) };

    private static IReadOnlyList<PositionDifference> Compare(VenueReport report, params OwnPosition[] own) =>
        VenueReconciliation.Of("desk", report, own, _ => (null, null));
}
