using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Stress;

namespace Ballast.Cluster.Tests.Risk;

/// <summary>
/// Profit held in coin, through real grains: 10,000 inverse contracts of 100 USD bought at 60,000 and sold at 61,700 leave 0.459 coins, worth 28,288
/// USDT at 61,602, and no position.
/// </summary>
/// <remarks>On a cluster of its own: no other test's feed closes points of its instruments.</remarks>
public sealed class CoinProfitTests(BallastCluster cluster) : IClassFixture<BallastCluster>
{
    private const int Points = 150;
    private const long GridMicros = 100_000;
    private const double Price = 61_602;

    private readonly string _portfolio = BallastCluster.Unique("desk");
    private readonly string _coin = BallastCluster.Unique("COIN");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_closed_inverse_position_leaves_a_profit_that_value_at_risk_components_and_stresses_count()
    {
        var (inverse, spot) = Instruments();
        await Publish(spot, inverse);
        await cluster.WaitForRate(_coin, "USDT", rate => rate == (decimal)Price);
        await Record(inverse, "t1", 60_000, Side.Buy);
        await Record(inverse, "t2", 61_700, Side.Sell);
        await cluster.Portfolio(_portfolio).Until(p => p is { Complete: true, Positions: [{ Quantity: 0, Fills: 2 }], Total: not null }, "the closed position");

        var view = await cluster.Client.GetPortfolio(_portfolio, Token);
        var risk = await cluster.Client.GetRisk(_portfolio, Token);
        var inputs = await cluster.Client.GetRiskInputs(_portfolio, Token);

        var profit = 1_000_000m * ((1 / 60_000m) - (1 / 61_700m));
        Assert.Equal((28_288m, 0.459m), (Math.Round(view.Total!.Value), Math.Round(risk.Exposure!.Assets.Single(asset => asset.Asset == _coin).Net!.Value, 3)));
        Assert.Equal((_coin, profit, null), inputs.Balances.Single() is var held ? (held.Asset, Math.Round(held.Amount, 15), held.Reason) : default, Near);
        Assert.Equal([spot], inputs.Samples.Select(series => series.Instrument));
        Assert.Empty(risk.Missing);
        Assert.All(risk.Methods, figure => Assert.True(figure.ValueAtRisk > 0, $"{figure.Method}: {figure.Reason}"));
        Assert.Equal("balances", Assert.Single(risk.Components).Name);
        Assert.Equal((double)view.Total.Value, risk.Components[0].Exposure, 1e-6);
        Assert.Equal(risk.ExpectedShortfall!.Value, risk.Components[0].HistoricalShortfall!.Value, 1e-9);

        StressResult Of(string name) => risk.Stress.Single(result => result.Scenario.Name == name);
        Assert.Equal((double)view.Total.Value * -0.5, Of("prices -50%").Pnl!.Value, 1e-6);
        Assert.Equal(-14_144, Math.Round(Of("prices -50%").Pnl!.Value));
        Assert.Equal(0, Of("USDT -10%").Pnl);
        Assert.Equal(-(double)view.Total.Value, Of($"outage {inverse.Exchange}").Pnl!.Value, 1e-6);
        Assert.True(Of("worst step").Pnl < 0);

        // Nothing is held that has to be closed, so liquidity adds nothing.
        Assert.Equal((0, risk.ValueAtRisk), (risk.Liquidity!.Cost, risk.Liquidity.ValueAtRisk));
    }

    [Fact]
    public async Task Profit_in_a_coin_without_a_rate_makes_figures_unknown_and_says_why()
    {
        var (inverse, _) = Instruments();
        await Publish(inverse);
        await Record(inverse, "t1", 60_000, Side.Buy);
        await Record(inverse, "t2", 61_700, Side.Sell);
        await cluster.Portfolio(_portfolio).Until(p => p is { Complete: true, Positions: [{ Quantity: 0, Fills: 2 }] }, "the closed position");

        var risk = await cluster.Client.GetRisk(_portfolio, Token);

        Assert.All(risk.Methods, figure => Assert.Equal((null, $"no conversion of {_coin}; no position that could be revalued"), (figure.ValueAtRisk, figure.Reason)));
        var half = risk.Stress.Single(result => result.Scenario.Name == "prices -50%");
        Assert.Equal((null, $"no conversion of {_coin}"), (half.Pnl, Assert.Single(half.Missing)));
    }

    [Fact]
    public async Task Seventy_thousand_USDT_lose_seven_thousand_when_USDT_loses_a_tenth()
    {
        var perpetual = cluster.SomePerpetual();
        await Publish(perpetual);
        await Record(perpetual, "t1", 60_000, Side.Buy, 7);
        await Record(perpetual, "t2", 70_000, Side.Sell, 7);
        await cluster.Portfolio(_portfolio).Until(p => p is { Complete: true, Positions: [{ Quantity: 0, Fills: 2 }] }, "the closed position");

        var risk = await cluster.Client.GetRisk(_portfolio, Token);

        Assert.Equal((0, null), (risk.ValueAtRisk, risk.Reason));
        Assert.Equal(-7_000, risk.Stress.Single(result => result.Scenario.Name == "USDT -10%").Pnl!.Value, 1e-9);
        Assert.Equal(0, risk.Stress.Single(result => result.Scenario.Name == "USDC -10%").Pnl);
    }

    private static bool Near((string, decimal, string?) expected, (string, decimal, string?) actual) =>
        expected.Item1 == actual.Item1 && expected.Item3 == actual.Item3 && Math.Abs(expected.Item2 - actual.Item2) < 1e-11m;

    private (InstrumentId Inverse, InstrumentId Spot) Instruments()
    {
        var inverse = new InstrumentId(BallastCluster.Unique("venue"), "INVERSE");
        cluster.Terms.Add(new() { Id = inverse, Kind = ContractKind.Inverse, Base = _coin, Quote = "USD", Settle = _coin, Multiplier = 100m });
        return (inverse, cluster.SomeSpot(_coin, "USDT"));
    }

    private async Task Record(InstrumentId instrument, string trade, decimal price, Side side, decimal quantity = 10_000) =>
        await cluster.Inventory(instrument).RecordEvents(new(_portfolio), [Some.Fill(instrument, _portfolio, trade, price, quantity, side)]);

    /// <summary>A mid at every point of the grid, the last at the price; and what closes them.</summary>
    private async Task Publish(params InstrumentId[] instruments)
    {
        // Lately, so that a rate from the last mid is fresh.
        var start = Some.Now - TimeSpan.FromSeconds(25);
        var random = new Random(5);
        Instant At(int point) => new(((start.Micros / GridMicros) + point) * GridMicros);
        var feed = await cluster.StartFeed();
        foreach (var instrument in instruments)
        {
            await feed.Publish(Enumerable.Range(0, Points).Select(i =>
                (i == Points - 1 ? Price : Price + (random.Next(-100, 101) * (i % 20 == 7 ? 8 : 1))) is var mid ? Some.Snapshot(instrument, mid - 1, mid + 1, At(i)) : default!).ToArray());
        }

        await feed.Publish(instruments.Select(instrument => Some.Trade(instrument, "end") with { VenueTime = At(Points + 30), ReceivedAt = At(Points + 30) }));
    }
}
