using Ballast.Domain.Risk.Backtesting;
using Ballast.Domain.Risk.Methods;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Tests.Risk.Methods;
using Ballast.Testing.Vectors;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Forecasts;

public sealed class BacktestsTests
{
    private static readonly TailLoss Forecast = new(1, 1.5);

    [Fact]
    [Trait("check", "vectors")]
    public void Hits_of_the_reference_vectors_have_their_known_tests()
    {
        var series = ReferenceVectors.Read("var_es.json").GetProperty("series");
        VectorCases.Check("var_es.json", vector => vector.Text("kind") is "kupiec" or "christoffersen" or "acerbi_szekely_z2", vector =>
        {
            var v = new RiskVector(vector, series);
            switch (vector.Text("kind"))
            {
                case "kupiec":
                    var (n, x) = ((int)v.Input("observations"), (int)v.Input("exceptions"));
                    var frequency = Of(v.Input("confidence"), Hits([.. Enumerable.Range(0, n).Select(i => i < x)]));
                    Assert.Equal((n, x), (frequency.Observations, frequency.Exceptions));
                    v.Near("expected_exceptions", frequency.Expected);
                    v.Near("lr_pof", frequency.Frequency!.Value.Ratio);
                    v.Near("p_value", frequency.Frequency!.Value.PValue);
                    v.Near("cumulative_probability", frequency.CumulativeProbability);
                    Assert.Equal(v.Expected("traffic_light").GetString(), frequency.Zone!.Value.ToString().ToLowerInvariant());
                    break;
                case "christoffersen":
                    var test = Of(v.Input("confidence"), Hits([.. v.InputText("hits").Select(hit => hit == '1')]));
                    v.Near("lr_ind", test.Independence!.Value.Ratio);
                    v.Near("p_ind", test.Independence!.Value.PValue);
                    v.Near("lr_pof", test.Frequency!.Value.Ratio);
                    v.Near("lr_cc", test.Conditional!.Value.Ratio);
                    v.Near("p_cc", test.Conditional!.Value.PValue);
                    v.Near("lr_tuff", test.TimeToFirst?.Ratio);
                    break;
                default:
                    var forecast = new TailLoss(v.Input("var"), v.Input("es"));
                    var shortfall = Of(v.Input("confidence"), [.. v.Returns("series").Select((r, t) => new TestedForecast(t, forecast, r))]);
                    v.Near("z2", shortfall.Z2);
                    v.Near("exceptions", shortfall.Exceptions);
                    break;
            }
        });
    }

    [Fact]
    public void A_loss_of_the_forecast_itself_is_no_exception() =>
        Assert.Equal(1, Of(0.99, [new(0, Forecast, -1), new(1, Forecast, -1.0000001), new(2, Forecast, 5)]).Exceptions);

    [Fact]
    public void Without_outcomes_tests_are_null_with_a_reason()
    {
        var test = Of(0.99, []);
        Assert.Equal((0, 0, 0.0, "no forecast has an outcome"), (test.Observations, test.Exceptions, test.Expected, test.Reason));
        Assert.Equal((null, null, null, null), (test.Frequency, test.TimeToFirst, test.Independence, test.Conditional));
        Assert.Equal((null, null, null), (test.Zone, test.CumulativeProbability, test.Z2));
        Assert.Equal((default(Instant), default(Instant)), (test.From, test.To));
    }

    [Fact]
    public void One_outcome_has_no_neighbour()
    {
        var test = Of(0.99, [new(7, Forecast, 0)]);
        Assert.Equal((null, null, "independence needs two outcomes"), (test.Independence, test.Conditional, test.Reason));
        Assert.NotNull(test.Frequency);
        Assert.Equal(1, test.Z2);
    }

    [Theory]
    [InlineData(1, 1, TrafficLight.TooFew)]
    [InlineData(19, 1, TrafficLight.TooFew)]
    [InlineData(20, 0, TrafficLight.Green)]
    [InlineData(20, 2, TrafficLight.Yellow)]
    public void Fewer_than_twenty_forecasts_are_too_few_for_a_traffic_light(int forecasts, int exceptions, TrafficLight zone) =>
        Assert.Equal(zone, Of(0.99, Hits([.. Enumerable.Range(0, forecasts).Select(i => i < exceptions)])).Zone);

    [Fact]
    public void A_shortfall_of_0_or_less_leaves_z2_unknown()
    {
        var test = Of(0.99, [new(0, Forecast, 0), new(1, new(-2, -1), 0)]);
        Assert.Equal((null, "Z2 needs forecasts of a shortfall above 0"), (test.Z2, test.Reason));
        Assert.Equal(1, test.Exceptions);
    }

    [Fact]
    public void Forecasts_without_figure_or_outcome_are_counted_by_reason()
    {
        var test = Of(0.99, [
            new(0, null, 1, "no open position"), new(1, Forecast, null, "no sample of x/y at the end of the horizon"), new(2, null, null),
            new(3, Forecast, null, "no sample of x/y at the end of the horizon"), new(4, Forecast, double.NaN), new(5, Forecast, -2), new(6, Forecast, null)]);
        Assert.Equal((1, 1), (test.Observations, test.Exceptions));
        Assert.Equal(
            [
                "2 forecasts: no sample of x/y at the end of the horizon", "1 forecast: it is not a finite number", "1 forecast: no figure was forecast",
                "1 forecast: no open position", "1 forecast: the outcome is not known",
            ],
            test.Missing);
    }

    [Fact]
    public void Outcomes_over_several_steps_are_counted_only_where_they_do_not_overlap()
    {
        // Three steps each: 10, 13, then 16 has no outcome, so 17 is the next that begins at or after the end of 13's, and 20.
        var settings = SomePortfolio.Settings with { Steps = 3 };
        TestedForecast[] forecasts = [.. Enumerable.Range(10, 12).Reverse().Select(i => new TestedForecast(i, Forecast, i == 16 ? null : i is 13 or 14 ? -2 : 0))];
        var test = BacktestComputation.Of(RiskMethods.Historical, settings, forecasts);
        Assert.Equal((4, 1, TimeSpan.FromMinutes(3)), (test.Observations, test.Exceptions, test.Horizon));
        Assert.Equal((new(10 * 60 * Instant.PerSecond), new(20 * 60 * Instant.PerSecond)), (test.From, test.To));
    }

    [Fact]
    public void Two_forecasts_of_one_grid_point_are_counted_once() =>
        Assert.Equal(1, Of(0.99, [new(4, Forecast, 0), new(4, Forecast, 0)]).Observations);

    private static TestedForecast[] Hits(bool[] hits) => [.. hits.Select((isHit, t) => new TestedForecast(t, Forecast, isHit ? -2 : 0))];

    private static Backtest Of(double confidence, TestedForecast[] forecasts) =>
        BacktestComputation.Of(RiskMethods.Historical, SomePortfolio.Settings with { Confidence = confidence }, forecasts);

    [Fact]
    public void Forecasts_of_a_history_that_grows_are_missing_for_one_reason_and_of_many_reasons_ten_are_named()
    {
        TestedForecast[] growing = [.. Enumerable.Range(1, 40).Select(i => new TestedForecast(i, null, null, $"{i} observations are too few at 0.99: 100 are needed"))];
        TestedForecast[] strange = [.. Enumerable.Range(0, 15).Select(i => new TestedForecast(100 + i, null, null, $"no samples of x/Y{(char)('A' + i)}"))];

        var missing = BacktestComputation.Of(RiskMethods.Historical, new() { Grid = TimeSpan.FromMinutes(1) }, [.. growing, .. strange]).Missing;

        Assert.Equal("40 forecasts: … observations are too few at 0.99: … are needed", missing[0]);
        Assert.Equal((11, "1 forecast: no samples of x/YA", "6 forecasts: other reasons"), (missing.Count, missing[1], missing[^1]));
    }
}
