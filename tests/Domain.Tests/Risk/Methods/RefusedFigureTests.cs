using Ballast.Domain.Risk.Backtesting;
using Ballast.Domain.Risk.Methods;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Methods;

/// <summary>What cannot be known is null with a reason: never NaN, never 0.</summary>
public sealed class RefusedFigureTests
{
    private static readonly Dictionary<string, Func<double[], TailFigure>> Methods = new()
    {
        ["age-weighted"] = pnl => WeightedVar.Compute(pnl, 0.99, 0.98),
        ["filtered, EWMA"] = pnl => FilteredVar.Ewma(pnl, 0.99, 0.94),
        ["filtered, GARCH"] = pnl => FilteredVar.Garch(pnl, 0.99),
        ["normal"] = pnl => ParametricVar.Normal(pnl, 0.99),
        ["EWMA"] = pnl => ParametricVar.EwmaNormal(pnl, 0.99, 0.94),
        ["Cornish-Fisher"] = pnl => ParametricVar.CornishFisher(pnl, 0.99),
        ["Student t"] = pnl => ParametricVar.StudentT(pnl, 0.99),
        ["Monte Carlo"] = pnl => MonteCarlo.Figure(pnl, 0.99),
    };

    public static TheoryData<string> Names => [.. Methods.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Too_little_data_gives_a_reason(string method)
    {
        foreach (var pnl in (double[][])[[], [-1]])
        {
            Refused(Methods[method](pnl), "too few");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_observation_that_is_no_number_gives_a_reason(string method)
    {
        foreach (var bad in (double[])[double.NaN, double.PositiveInfinity, double.NegativeInfinity])
        {
            double[] pnl = [.. Wave(400)];
            pnl[17] = bad;

            Refused(Methods[method](pnl), "an observation is not a finite number");
        }
    }

    [Theory]
    [InlineData("filtered, EWMA", "every observation is 0")]
    [InlineData("filtered, GARCH", "every observation is 0")]
    [InlineData("Student t", "no fat tails")]
    public void A_series_that_never_moved_has_no_volatility_to_speak_of(string method, string reason) =>
        Refused(Methods[method](new double[400]), reason);

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_but_gains_gives_a_negative_figure_and_not_0(string method)
    {
        // The tails are fat, so that a Student t can be fitted too; the gains dwarf what they vary by, so that even the normal's tail gains.
        double[] pnl = [.. Enumerable.Range(0, 400).Select(i => 1_000 + (i % 20 == 0 ? 5 * Math.Sin(i) : Math.Sin(i)))];
        var figure = Methods[method](pnl);

        if (method is "EWMA")
        {
            // Its mean is 0 by definition: what it sees is the size of the gains.
            Assert.True(figure.Loss!.Value.ValueAtRisk > 0);
            return;
        }

        Assert.True(figure.Loss!.Value.ValueAtRisk < 0, figure.ToString());
        Assert.True(figure.Loss!.Value.ExpectedShortfall >= figure.Loss!.Value.ValueAtRisk, figure.ToString());
    }

    [Fact]
    public void Figures_past_what_a_number_can_hold_give_a_reason() =>
        Refused(ParametricVar.Normal(0, double.MaxValue, 0.99999), "past what a number can hold");

    [Fact]
    public void A_fitted_garch_finds_the_persistence_it_was_simulated_with()
    {
        var random = new Random(3);
        var (variance, series) = (1e-4, new double[5_000]);
        for (var t = 0; t < series.Length; t++)
        {
            series[t] = Math.Sqrt(variance) * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            variance = 2e-6 + (0.08 * series[t] * series[t]) + (0.9 * variance);
        }

        var fitted = GarchParameters.Fit(series).Parameters!.Value;

        Assert.InRange(fitted.Alpha, 0.05, 0.11);
        Assert.InRange(fitted.Alpha + fitted.Beta, 0.95, 0.995);
        Assert.True(fitted.LogLikelihood(series) >= new GarchParameters(2e-6, 0.08, 0.9).LogLikelihood(series) - 2);
    }

    [Fact]
    public void Backtests_of_nothing_and_of_nothing_but_exceptions_stay_finite()
    {
        Assert.Null(VarBacktest.ShortfallZ2([], 0.99));
        Assert.Null(VarBacktest.TimeToFirst([false, false], 0.99));
        bool[] always = [.. Enumerable.Repeat(true, 50)];
        Assert.True(double.IsFinite(VarBacktest.ConditionalCoverage(always, 0.99).Ratio));
        Assert.True(double.IsFinite(VarBacktest.ConditionalCoverage([.. always.Select(_ => false)], 0.99).Ratio));
    }

    private static void Refused(TailFigure figure, string reason)
    {
        Assert.Null(figure.Loss);
        Assert.Contains(reason, figure.Reason, StringComparison.Ordinal);
    }

    private static IEnumerable<double> Wave(int count) => Enumerable.Range(0, count).Select(i => Math.Sin(i) * (1 + (i % 7)));
}
