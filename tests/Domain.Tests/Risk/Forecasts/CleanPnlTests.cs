using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Forecasts;

public sealed class CleanPnlTests
{
    private static readonly InstrumentId Perp = new("some", "BTC-PERP");
    private static readonly InstrumentId Coin = new("some", "XBTUSD");
    private static readonly InstrumentId Spot = new("some", "BTCUSDT");
    private static readonly RiskLeg Linear = new(Perp, new(ContractKind.Linear, 1), 3, 200, "USDT");
    private static readonly RiskLeg Inverse = new(Coin, new(ContractKind.Inverse, 1), 100_000, 50_000, "BTC");

    private static readonly Dictionary<string, FxLeg> Rates = new() { ["USDT"] = new("USDT", 1, []), ["BTC"] = new("BTC", 50_000, [new(Spot, false)]) };

    private static readonly SampleSeries[] Samples =
        [new(Perp, 10, [100, 110, 99, double.NaN]), new(Coin, 10, [4, 4.5, 5, 5]), new(Spot, 10, [8, 9, 10, 10])];

    [Fact]
    public void Positions_earn_what_their_prices_then_did()
    {
        // −1 % of 3 · 200; and +25 % takes −2 BTC to −1.6: 0.4 BTC at 50,000 · 1.25.
        Near(-6, Of([Linear], 10, 12));
        Near(-6 + 25_000, Of([Linear, Inverse], 10, 12));
        Near(60, Of([Linear], 10, 11));
    }

    [Fact]
    public void A_position_earns_by_the_moves_of_what_it_follows() =>
        Near(150, CleanPnl.Of(Point([Linear], []), Samples, new Dictionary<InstrumentId, InstrumentId> { [Perp] = Spot }, 10, 12));

    [Fact]
    public void It_is_the_scenario_that_history_then_shows()
    {
        var inputs = SomePortfolio.Of(11, "EUR");
        var moves = ScenarioMoves.OfHistory(inputs.Samples, 1_000);
        var set = ScenarioRevaluation.Revalue(inputs.Legs, inputs.Balances, inputs.Rates, moves);
        Assert.All(Enumerable.Range(0, moves.Count), i => Assert.Equal(
            set.Total[i], CleanPnl.Of(Point(inputs.Legs, inputs.Balances) with { Rates = inputs.Rates }, inputs.Samples, inputs.Follows, moves.GridIndex[i] - 1, moves.GridIndex[i]).Pnl!.Value, 1e-9));
    }

    [Fact]
    public void Nothing_held_earns_0() => Assert.Equal((0, null), Of([Linear with { Quantity = 0 }], 10, 12));

    [Fact]
    public void What_is_missing_gives_a_reason()
    {
        Assert.Equal((null, "no sample of some/BTC-PERP at the end of the horizon"), Of([Linear], 10, 13));
        Assert.Equal((null, "no sample of some/BTC-PERP at forecast time"), Of([Linear], 9, 12));
        Assert.Equal((null, "no sample of some/OTHER at forecast time"), Of([Linear with { Instrument = new("some", "OTHER") }], 10, 12));
        Assert.Equal((null, "no conversion of XYZ"), Of([Linear with { Settle = "XYZ" }], 10, 12));
        Assert.Equal((null, "some/BTC-PERP: mark 0 and multiplier 1 must be positive"), Of([Linear with { Mark = 0 }], 10, 12));
    }

    [Fact]
    public void A_horizon_that_ends_before_it_begins_is_an_error() => Assert.Throws<ArgumentOutOfRangeException>(() => Of([Linear], 12, 12));

    [Fact]
    public void Profit_held_in_a_coin_earns_what_its_rate_then_did()
    {
        // Spot rises by 25 %: 2 BTC at 50,000, beside the position and without it; USDT does not move.
        Near(25_000, Of([], 10, 12, new RiskBalance("BTC", 2), new("USDT", 7_000)));
        Near(-6 + 25_000, Of([Linear], 10, 12, new RiskBalance("BTC", 1), new("BTC", 1)));
        Near(0, Of([], 10, 12, new RiskBalance("USDT", 7_000, "a fee is not known")));
        Assert.Equal((null, "a fee is not known"), Of([], 10, 12, new RiskBalance("BTC", 2, "a fee is not known")));
        Assert.Equal((null, "no conversion of XYZ"), Of([], 10, 12, new RiskBalance("XYZ", 2)));
        Assert.Equal((null, "no sample of some/BTCUSDT at the end of the horizon"), Of([], 10, 14, new RiskBalance("BTC", 2)));
    }

    private static (double? Pnl, string? Reason) Of(RiskLeg[] legs, long from, long to, params RiskBalance[] balances) =>
        CleanPnl.Of(Point(legs, balances), Samples, new Dictionary<InstrumentId, InstrumentId>(), from, to);

    private static ForecastPoint Point(IReadOnlyList<RiskLeg> legs, IReadOnlyList<RiskBalance> balances) =>
        new() { At = new(0), Legs = legs, Rates = Rates, Missing = [], Balances = balances };

    private static void Near(double expected, (double? Pnl, string? Reason) actual)
    {
        Assert.Null(actual.Reason);
        Assert.Equal(expected, actual.Pnl!.Value, 1e-9);
    }
}
