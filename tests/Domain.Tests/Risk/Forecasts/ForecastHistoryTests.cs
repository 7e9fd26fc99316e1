using Ballast.Domain.Risk.Backtesting;
using Ballast.Domain.Risk.Forecasts;
using Ballast.Domain.Risk.Report;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Forecasts;

public sealed class ForecastHistoryTests
{
    private static readonly ForecastConventions Conventions = SomeForecasts.Conventions(SomePortfolio.Settings);

    [Fact]
    public void The_newest_are_kept_and_of_two_for_one_time_the_first()
    {
        var history = new ForecastHistory(3);
        Assert.All([1, 2, 3, 4], minute => Assert.True(history.Add(Forecast(minute, minute), Conventions)));

        Assert.False(history.Add(Forecast(4, 99), Conventions));
        Assert.False(history.Add(Forecast(2, 99), Conventions));

        Assert.Equal([2, 3, 4], history.ToList().Select(kept => kept.Forecast.Of(0).ValueAtRisk));
        Assert.Equal((3, At(4)), (history.Count, history.Newest));
        Assert.Equal([3, 4], history.Range(At(1), At(9), 2).Select(kept => kept.Forecast.Of(0).ValueAtRisk));
        Assert.Equal([2, 3], history.Range(At(1), At(3), 9).Select(kept => kept.Forecast.Of(0).ValueAtRisk));
        Assert.Empty(history.Range(At(5), At(9), 9));
    }

    [Fact]
    public void The_first_outcome_counts_and_the_abandoned_have_a_reason()
    {
        var history = new ForecastHistory(10);
        history.Add(Forecast(1, 5), Conventions);
        history.Add(Forecast(2, 5), Conventions);
        history.Add(new ForecastOutcome(At(1), -7, null));
        history.Add(new ForecastOutcome(At(1), 7, null));
        history.Add(new ForecastOutcome(At(9), 7, null));
        Assert.Equal([-7, null], history.ToList().Select(kept => kept.Outcome?.Pnl));

        history.Abandon("gone");

        Assert.Equal([null, "gone"], history.ToList().Select(kept => kept.Outcome!.Value.Reason));
        Assert.Equal(At(2), history.ToList()[0].End);
    }

    [Fact]
    public void A_forecast_that_is_pending_is_not_abandoned_and_gets_its_outcome()
    {
        var history = new ForecastHistory(10);
        history.Add(Forecast(1, 5), Conventions);
        history.Add(Forecast(2, 5), Conventions);
        Assert.Equal([false, true, true, false], new[] { 0, 1, 2, 3 }.Select(second => history.IsPending(At(second))));

        history.Abandon("gone", At(2));
        history.Add(new ForecastOutcome(At(1), 3, null));
        history.Add(new ForecastOutcome(At(2), 4, null));

        Assert.Equal([(null, "gone"), (4, null)], history.ToList().Select(kept => (kept.Outcome?.Pnl, kept.Outcome?.Reason)));
        Assert.False(history.IsPending(At(2)));
    }

    [Fact]
    public void Backtests_count_ended_forecasts_of_the_same_conventions_by_method()
    {
        var history = new ForecastHistory(1_000);
        history.Add(Forecast(0, 1), SomeForecasts.Conventions(SomePortfolio.Settings with { Confidence = 0.95 }));
        history.Add(new ForecastOutcome(At(0), -9, null));
        for (var i = 1; i <= 250; i++)
        {
            // Read from a store, conventions are equal without being the same.
            history.Add(i == 250 ? Forecast(i, null) : Forecast(i, 5), SomeForecasts.Conventions(SomePortfolio.Settings));
            history.Add(i == 249 ? new(At(i), null, "no sample") : new ForecastOutcome(At(i), i is 40 or 41 or 90 ? -6 : i == 50 ? -5 : 1, null));
        }

        history.Add(Forecast(251, 5), Conventions);

        var tests = ForecastHistory.Backtests(history.ToList(), Conventions);

        Assert.Equal(RiskMethods.All, tests.Select(test => test.Method));
        Assert.All(tests, test => Assert.Equal((248, 3, At(1), At(248)), (test.Observations, test.Exceptions, test.From, test.To)));
        Assert.All(tests, test => Assert.NotNull(test.Frequency));
        Assert.Equal(["1 forecast: no figure", "1 forecast: no sample"], tests[0].Missing);
        var expected = VarBacktest.Frequency(248, 3, 0.99);
        Assert.Equal(expected, tests[9].Frequency);
        Assert.Empty(ForecastHistory.Backtests([], Conventions));
    }

    [Fact]
    public void Forecasts_of_versions_that_left_profit_in_other_assets_out_are_kept_and_not_counted_with_new_ones()
    {
        var history = new ForecastHistory(10);
        history.Add(Forecast(1, 5), Conventions with { IncludesBalances = false });
        history.Add(new ForecastOutcome(At(1), -7, null));
        history.Add(Forecast(2, 5), Conventions);
        history.Add(new ForecastOutcome(At(2), -7, null));

        Assert.Equal(2, history.Count);
        Assert.All(ForecastHistory.Backtests(history.ToList(), Conventions), test => Assert.Equal((1, At(2)), (test.Observations, test.From)));
    }

    private static Instant At(int minute) => new(minute * 60L * Instant.PerSecond);

    private static Forecast Forecast(int minute, double? value) => new()
    {
        At = At(minute),
        Observations = 1,
        AsOf = At(minute),
        Figures = value is null ? [] : [.. RiskMethods.All.Select(_ => new MethodForecast(value, value * 1.2, null, null))],
        Reason = value is null ? "no figure" : null,
    };
}
