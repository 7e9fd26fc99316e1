using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Methods;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Report;

/// <summary>Profit held in coin: 0.459 BTC, made with 10,000 contracts of 100 USD bought at 60,000 and sold at 61,700; the position is closed.</summary>
public sealed class BalanceRiskTests
{
    private const double Worth = 0.459211237169097 * 61_602;
    private static readonly InstrumentId Spot = new("binance", "BTCUSDT");
    private static readonly InstrumentId Coin = new("binance-delivery", "BTCUSD_PERP");
    private static readonly double[] Moves = [.. Enumerable.Range(0, 400).Select(i => 0.003 * Math.Sin(i * 1.7) * (i % 25 == 0 ? 4 : 1))];

    [Fact]
    public void Every_method_risks_the_rate_of_a_coin_in_which_profit_is_held()
    {
        var report = RiskComputation.Compute(Of());
        var held = RiskComputation.Compute(Of() with { Balances = [], Legs = [new(Spot, new(ContractKind.Spot, 1), 0.459211237169097m, 61_602, "USDT")] });

        Assert.Empty(report.Missing);
        Assert.False(report.IsFlat);
        Assert.All(report.Figures.Zip(held.Figures), pair =>
        {
            Assert.True(pair.First.ValueAtRisk > 0, pair.First.ToString());
            Assert.Equal(pair.Second.ValueAtRisk!.Value, pair.First.ValueAtRisk!.Value, 1e-6);
            Assert.Equal(pair.Second.ExpectedShortfall!.Value, pair.First.ExpectedShortfall!.Value, 1e-6);
        });
        Assert.Equal(HistoricalVar.Compute([.. Moves.Select(move => Worth * move)], 0.99)!.Value.ValueAtRisk, report.Of(RiskMethods.Historical)!.ValueAtRisk!.Value, 1e-6);
    }

    [Fact]
    public void Balances_are_the_last_component_and_have_every_part_of_one()
    {
        var report = RiskComputation.Compute(Of() with { Legs = [new(Spot, new(ContractKind.Spot, 1), -0.2m, 61_602, "USDT")] });

        Assert.Equal([$"{Spot}", "balances"], report.Components.Select(part => part.Name));
        var (position, balances) = (report.Components[0], report.Components[1]);
        Assert.Null(balances.Instrument);
        Assert.Equal(Worth, balances.Exposure, 1e-6);

        // Both move alike: a short of 0.2 takes away 0.2 of 0.459.
        var normal = report.Of(RiskMethods.Normal)!.ValueAtRisk!.Value;
        var unit = normal / (Worth - (0.2 * 61_602));
        Assert.Equal((unit * Worth, unit * Worth), (balances.NormalValueAtRisk!.Value, balances.Standalone!.Value), Near);
        Assert.Equal((unit, normal - (unit * 0.2 * 61_602)), (balances.Marginal!.Value, balances.Incremental!.Value), Near);
        Assert.Equal(-unit * 0.2 * 61_602, position.NormalValueAtRisk!.Value, 1e-6);
        Assert.Equal(report.Of(RiskMethods.Historical)!.ExpectedShortfall!.Value, position.HistoricalShortfall!.Value + balances.HistoricalShortfall!.Value, 1e-6);
        Assert.Equal(report.Of(RiskMethods.Historical)!.ValueAtRisk!.Value, position.HistoricalValueAtRisk!.Value + balances.HistoricalValueAtRisk!.Value, 1e-6);
    }

    [Fact]
    public void An_open_inverse_position_bought_at_its_mark_risks_its_worth_in_dollars_once()
    {
        // 1,000 USD of contracts at 50,000 and −50 %: −0.02 BTC of profit, at 25,000; the coins that back it are not in the ledger.
        RiskLeg leg = new(Coin, new(ContractKind.Inverse, 100), 10, 50_000, "BTC");
        var rates = new Dictionary<string, FxLeg> { ["BTC"] = new("BTC", 50_000, [new(Spot, false)]) };
        var half = new ScenarioMoves(new Dictionary<InstrumentId, double[]> { [Coin] = [-0.5], [Spot] = [-0.5] }, 1);
        Assert.Equal(-500, ScenarioRevaluation.Revalue([leg], [], rates, half).Total[0], 1e-9);

        // Bought at 40,000 instead, 0.005 BTC of it is profit already, worth 250 now and 125 then: the total falls from 250 to (0.005 − 0.02)·25,000.
        Assert.Equal(-375 - 250, ScenarioRevaluation.Revalue([leg], [new("BTC", 0.005m)], rates, half).Total[0], 1e-9);
    }

    [Fact]
    public void What_is_unknown_of_a_balance_leaves_a_partial_figure_and_a_reason_unless_it_is_in_the_report_currency()
    {
        var known = RiskComputation.Compute(Of());
        var inCoin = RiskComputation.Compute(Of() with { Balances = [new("BTC", 0.459211237169097m, "a/X main: a fee is not known, funding too"), new("BTC", 0, "a/Y main: no mark")] });
        Assert.Equal(["a/X main: a fee is not known, funding too", "a/Y main: no mark"], inCoin.Missing);
        Assert.All(inCoin.Figures.Zip(known.Figures), pair => Assert.Equal(
            (null, pair.Second.ValueAtRisk, "a/X main: a fee is not known, funding too; a/Y main: no mark"),
            (pair.First.ValueAtRisk, pair.First.PartialValueAtRisk, pair.First.Reason)));

        var inMoney = RiskComputation.Compute(Of() with { Balances = [new("BTC", 0.459211237169097m), new("USDT", 5, "a/X main: a fee is not known")] });
        Assert.Equal(known.Figures, inMoney.Figures);
        Assert.Empty(inMoney.Missing);
    }

    [Fact]
    public void Money_and_assets_at_a_rate_that_nothing_moves_risk_0()
    {
        var inputs = Of() with
        {
            Balances = [new("USDT", 70_000), new("USD", 70_000)],
            Rates = new Dictionary<string, FxLeg> { ["USDT"] = new("USDT", 1, []), ["USD"] = new("USD", 1, []) },
        };
        var report = RiskComputation.Compute(inputs);
        Assert.True(report.IsFlat);
        Assert.Empty(report.Components);
        Assert.All(report.Figures, figure => Assert.Equal((0, 0, null), (figure.ValueAtRisk, figure.ExpectedShortfall, figure.Reason)));
    }

    [Fact]
    public void Balances_that_cancel_out_have_no_marginal_and_keep_the_basis_of_their_rates()
    {
        var other = new InstrumentId("binance", "WBTCUSDT");
        var report = RiskComputation.Compute(Of() with
        {
            Balances = [new("BTC", 1), new("WBTC", -1)],
            Rates = new Dictionary<string, FxLeg> { ["BTC"] = new("BTC", 60_000, [new(Spot, false)]), ["WBTC"] = new("WBTC", 60_000, [new(other, false)]) },
            Samples = [SomePortfolio.OfMoves(Spot, Moves), SomePortfolio.OfMoves(other, [.. Moves.Select((move, i) => move + (0.0002 * Math.Cos(i * 0.9)))])],
        });
        var balances = report.Components.Single();
        Assert.Equal((0, null), (balances.Exposure, balances.Marginal));
        Assert.InRange(report.Of(RiskMethods.Normal)!.ValueAtRisk!.Value, 15, 25);
        Assert.Equal(report.Of(RiskMethods.Normal)!.ValueAtRisk!.Value, balances.NormalValueAtRisk!.Value, 1e-9);
    }

    [Fact]
    public void The_worst_window_of_profit_in_coin_is_that_of_its_rate()
    {
        var worst = HistoricalWindows.Worst(Of(), 1)!;
        Assert.Equal(Worth * Moves.Min(), worst.Pnl!.Value, 1e-6);
        Assert.Equal(worst.Pnl.Value, worst.Balances);
        Assert.Empty(worst.Legs);
    }

    [Fact]
    public void A_balance_past_what_decimal_holds_says_so() => Assert.Equal(
        [new("BTC", decimal.MaxValue, "a sum is past what decimal holds")], RiskBalances.Sum([new("BTC", decimal.MaxValue), new("BTC", decimal.MaxValue), new("USDT", 0)]));

    private static bool Near((double First, double Second) expected, (double First, double Second) actual) =>
        Math.Abs(expected.First - actual.First) < 1e-6 && Math.Abs(expected.Second - actual.Second) < 1e-6;

    private static RiskInputs Of() => new()
    {
        Currency = "USDT",
        Legs = [],
        Rates = new Dictionary<string, FxLeg> { ["USDT"] = new("USDT", 1, []), ["BTC"] = new("BTC", 61_602, [new(Spot, false)]) },
        Samples = [SomePortfolio.OfMoves(Spot, Moves)],
        Settings = SomePortfolio.Settings,
        Balances = [new("BTC", 0.459211237169097m), new("USDT", 1_234)],
    };
}
