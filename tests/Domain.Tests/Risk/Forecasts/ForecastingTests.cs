using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Closing;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Pnl.RollUp;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Forecasts;

public sealed class ForecastingTests
{
    private const int First = 1_000;
    private static readonly RiskSettings Settings = SomePortfolio.Settings with { Confidence = 0.9, Window = 100 };

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(23)]
    public void A_forecast_is_the_computation_on_positions_and_samples_up_to_its_point(int seed)
    {
        var portfolio = SomePortfolio.Of(seed);
        var forecasting = Of(Settings, refitEvery: 1);
        for (var index = First + 20; index < First + 160; index += 13)
        {
            var forecast = forecasting.Make(Point(portfolio, index), Samples(portfolio));

            var known = portfolio with { Settings = Settings, Samples = [.. portfolio.Samples.Select(s => s with { Mids = s.Mids[..(index - First + 1)] })] };
            var report = RiskComputation.Compute(known);
            Assert.Equal(report.Figures.Select(f => (f.ValueAtRisk, f.ExpectedShortfall)), Enumerable.Range(0, 10).Select(i => (forecast.Of(i).ValueAtRisk, forecast.Of(i).ExpectedShortfall)));
            Assert.Equal((report.Observations, report.AsOf, index * Settings.StepMicros), (forecast.Observations, forecast.AsOf, forecast.AsOf.Micros));
            Assert.NotNull(forecast.Of(0).ValueAtRisk);
        }
    }

    [Fact]
    public void Nothing_that_comes_after_the_point_changes_a_forecast()
    {
        var portfolio = SomePortfolio.Of(3);
        var index = First + 120;
        var changed = portfolio.Samples.ToDictionary(
            s => s.Instrument, s => s with { Mids = [.. s.Mids.Select((mid, i) => i > index - First ? mid * (i % 2 == 0 ? 3 : 0.2) : mid)] });

        var forecast = Of(Settings).Make(Point(portfolio, index), Samples(portfolio));
        var again = Of(Settings).Make(Point(portfolio, index), changed);

        Assert.Equal(forecast.Figures, again.Figures);
        Assert.NotNull(forecast.Of(9).ValueAtRisk);
    }

    [Fact]
    public void A_fit_serves_a_block_of_the_grid_and_the_same_instruments_and_the_figures_are_those_of_the_fit()
    {
        var portfolio = SomePortfolio.Of(5);
        var forecasting = Of(Settings, refitEvery: 60);
        var points = Enumerable.Range(First + 110, 50).Select(index => Point(portfolio, index)).ToArray();

        var forecasts = points.Select(point => forecasting.Make(point, Samples(portfolio))).ToArray();

        // 1020, 1080 and 1140 begin blocks.
        Assert.Equal(2, forecasting.Fits);
        var fit = RiskFit.Of(forecasting.Inputs(points[30], Samples(portfolio)));
        var report = RiskComputation.Compute(forecasting.Inputs(points[49], Samples(portfolio)), fit);
        Assert.Equal(report.Figures.Select(f => f.ValueAtRisk), forecasts[49].Figures.Select(f => f.ValueAtRisk));

        forecasting.Make(points[49] with { Legs = [points[49].Legs[0] with { Instrument = SomePortfolio.Spot("EUR") }] }, Samples(portfolio));
        Assert.Equal(3, forecasting.Fits);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_outcome_is_what_each_position_earned_by_then(int steps)
    {
        var id = SomePortfolio.Spot("A");
        var samples = new Dictionary<InstrumentId, SampleSeries> { [id] = new(id, First, [100, 101, 99, 103, double.NaN, 104]) };
        var forecasting = Of(Settings with { Steps = steps });
        var point = Held(id, First + 1, 2m, 101m);

        var outcome = forecasting.Outcome(point, samples);

        var end = new[] { 99.0, 103, double.NaN }[steps - 1];
        double? expected = double.IsNaN(end) ? null : 2 * (end - 101);
        Assert.Equal(expected, outcome.Pnl is { } pnl ? Math.Round(pnl, 9) : null);
        Assert.Equal(double.IsNaN(end) ? $"no sample of {id} at the end of the horizon" : null, outcome.Reason);
    }

    [Fact]
    public void A_point_with_something_missing_has_neither_figures_nor_outcome_and_says_why()
    {
        var portfolio = SomePortfolio.Of(3);
        var point = Point(portfolio, First + 120) with { Missing = ["venue/X: no mark"] };
        var forecasting = Of(Settings);

        var forecast = forecasting.Make(point, Samples(portfolio));

        Assert.Equal((0, "venue/X: no mark"), (forecast.Figures.Count, forecast.Reason));
        Assert.Equal(new(null, null, null, "venue/X: no mark"), forecast.Of(4));
        Assert.Equal(new(point.At, null, "venue/X: no mark"), forecasting.Outcome(point, Samples(portfolio)));
    }

    [Fact]
    public void A_closed_second_makes_a_point_of_what_was_held_and_names_what_is_missing()
    {
        InstrumentId a = new("v", "A"), b = new("v", "B"), c = new("v", "C"), d = new("v", "D"), e = new("v", "E");
        var contract = new ContractValue(ContractKind.Linear, 0.5m);
        var at = new Instant(60 * Instant.PerSecond);
        var table = new FxTable { Version = 1, Now = at, MaxAge = TimeSpan.FromMinutes(1), Quotes = [new("BTC", "USDT", 50_000m, at, e)] };
        var second = new ClosedSecond
        {
            At = at,
            Settled = [],
            Members = null,
            Missing = [d],
            Holdings =
            [
                new(a, "BTC", 3m, contract, 100m), new(b, "USDT", 0m, contract, null), new(c, "USDT", 1m, contract, null), new(e, "USDT", null, null, 5m),
            ],
        };

        var point = ForecastPoint.Of(second, table, "USDT");

        Assert.Equal([new(a, contract, 3m, 100m, "BTC")], point.Legs);
        Assert.Empty(point.Balances);
        Assert.Equal((50_000m, e), (point.Rates["BTC"].Rate, point.Rates["BTC"].Hops[0].Instrument));
        Assert.Equal([$"{d} did not close {at}", $"{c}: no mark", $"{e}: it did not say what it holds"], point.Missing);
        Assert.Throws<ArgumentException>(() => ForecastPoint.Of(second with { Holdings = null }, table, "USDT"));
        Assert.Equal(1m, ForecastPoint.Of(second with { Holdings = [new(a, "USDT", 3m, contract, 100m)] }, null, "USDT").Rates["USDT"].Rate);
    }

    [Fact]
    public void Where_nothing_is_held_there_is_no_forecast()
    {
        var flat = Held(new("some", "BTC-PERP"), First + 120, 0, 100) with { Rates = new Dictionary<string, FxLeg>() };

        var forecast = Of(Settings).Make(flat, new Dictionary<InstrumentId, SampleSeries>());

        Assert.Equal((null, "no open position"), (forecast.Of(0).ValueAtRisk, forecast.Of(0).Reason));

        // So it is with profit in the report currency.
        var inMoney = flat with { Rates = new Dictionary<string, FxLeg> { ["USDT"] = new("USDT", 1, []) }, Balances = [new("USDT", 70_000)] };
        Assert.Equal((null, "no open position"), Of(Settings).Make(inMoney, new Dictionary<InstrumentId, SampleSeries>()).Of(0) is var none ? (none.ValueAtRisk, none.Reason) : default);
    }

    [Fact]
    public void Profit_left_in_a_coin_is_forecast_and_tested_after_the_position_is_closed()
    {
        var spot = SomePortfolio.Spot("BTC");
        var samples = new Dictionary<InstrumentId, SampleSeries>
        {
            [spot] = SomePortfolio.OfMoves(spot, [.. Enumerable.Range(0, 160).Select(i => 0.01 * Math.Sin(i))]),
        };
        var at = new Instant((First + 120) * Settings.StepMicros);
        var second = new ClosedSecond
        {
            At = at,
            Settled = SettledProfit.Of([("v/X", "BTC", PnlAttribution.Zero with { Total = 0.5m }), ("v/Y", "USDT", PnlAttribution.Zero with { Total = 9m })]),
            Members = null,
            Missing = [],
            Holdings = [],
        };
        var table = new FxTable { Version = 1, Now = at, MaxAge = TimeSpan.FromMinutes(1), Quotes = [new("BTC", "USDT", 60_000m, at, spot)] };
        var point = ForecastPoint.Of(second, table, "USDT");

        Assert.Equal([new("BTC", 0.5m), new("USDT", 9m)], point.Balances);
        Assert.Equal([spot], Of(Settings).Needed(point));
        var forecast = Of(Settings).Make(point, samples);
        Assert.All(forecast.Figures, figure => Assert.True(figure.ValueAtRisk is not null || figure.Reason!.Contains("fat tails", StringComparison.Ordinal), figure.Reason));
        Assert.InRange(forecast.Of(0).ValueAtRisk!.Value, 250, 300);

        // 0.5 BTC at 60,000 by the move that followed.
        var outcome = Of(Settings).Outcome(point, samples);
        Assert.Equal(30_000 * 0.01 * Math.Sin(120), outcome.Pnl!.Value, 1e-9);
    }

    [Fact]
    public void A_closed_profit_that_is_not_known_takes_the_figures_and_says_why_unless_it_is_in_the_report_currency()
    {
        var at = new Instant((First + 120) * Settings.StepMicros);
        var spot = SomePortfolio.Spot("BTC");
        var table = new FxTable { Version = 1, Now = at, MaxAge = TimeSpan.FromMinutes(1), Quotes = [new("BTC", "USDT", 60_000m, at, spot)] };
        var unknown = PnlAttribution.Zero with { Total = null, PartialTotal = 0.5m, Reason = "no rate for fees in BNB; the rate of 1 funding times is not known" };
        var samples = new Dictionary<InstrumentId, SampleSeries> { [spot] = SomePortfolio.OfMoves(spot, [.. Enumerable.Range(0, 160).Select(i => 0.01 * Math.Sin(i))]) };
        ForecastPoint Of(string asset) => ForecastPoint.Of(
            new() { At = at, Settled = SettledProfit.Of([("v/X", asset, unknown)]), Members = null, Missing = [], Holdings = [] }, table, "USDT");

        var forecast = ForecastingTests.Of(Settings).Make(Of("BTC"), samples);
        const string Reason = "v/X: no rate for fees in BNB, the rate of 1 funding times is not known";
        Assert.Equal((null, Reason), (forecast.Of(0).ValueAtRisk, forecast.Of(0).Reason));
        Assert.Equal(new(at, null, Reason), ForecastingTests.Of(Settings).Outcome(Of("BTC"), samples));
        Assert.Equal("no open position", ForecastingTests.Of(Settings).Make(Of("USDT"), samples).Reason);
        Assert.Equal((null, "no conversion of ETH"), ForecastingTests.Of(Settings).Outcome(Of("ETH"), samples) is var outcome ? (outcome.Pnl, outcome.Reason) : default);
    }

    private static Forecaster Of(RiskSettings settings, int refitEvery = 60) => new(SomeForecasts.Conventions(settings, refitEvery));

    private static ForecastPoint Held(InstrumentId id, int index, decimal quantity, decimal mark) => new()
    {
        At = new(index * Settings.StepMicros),
        Legs = [new(id, new(ContractKind.Linear, 1), quantity, mark, "USDT")],
        Rates = new Dictionary<string, FxLeg> { ["USDT"] = new("USDT", 1, []) },
        Missing = [],
    };

    private static ForecastPoint Point(RiskInputs portfolio, int index) =>
        new() { At = new(index * Settings.StepMicros), Legs = portfolio.Legs, Rates = portfolio.Rates, Missing = [], Balances = portfolio.Balances };

    private static Dictionary<InstrumentId, SampleSeries> Samples(RiskInputs portfolio) => portfolio.Samples.ToDictionary(series => series.Instrument);
}
