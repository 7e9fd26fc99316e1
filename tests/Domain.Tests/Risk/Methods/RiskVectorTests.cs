using System.Text.Json;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Risk.Backtesting;
using Ballast.Domain.Risk.Liquidity;
using Ballast.Domain.Risk.Methods;
using Ballast.Domain.Risk.Scenarios;
using Ballast.Domain.Tests.Risk.Stress;
using Ballast.Testing.Vectors;
using MathNet.Numerics.LinearAlgebra;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Methods;

/// <summary>Every case of var_es.json that is not a plain historical one; a kind or method nobody here knows is a failure.</summary>
[Trait("check", "vectors")]
public sealed class RiskVectorTests
{
    private static readonly JsonElement Series = ReferenceVectors.Read("var_es.json").GetProperty("series");

    [Fact]
    public void Every_case_matches_its_known_answer() =>
        VectorCases.Check("var_es.json", vector => vector.Text("kind") != "var_es" || vector.GetProperty("input").Text("method") != "historical", vector =>
        {
            Action<RiskVector> check = vector.Text("kind") switch
            {
                "var_es" => Figure,
                "portfolio" => Portfolio,
                "covariance" => Covariances,
                "kupiec" => Kupiec,
                "christoffersen" => Christoffersen,
                "christoffersen_counts" => ChristoffersenCounts,
                "traffic_light" => TrafficLights,
                "acerbi_szekely_z2" => Z2,
                "sampling" => Sampling,
                "stress" => StressVector.Check,
                "liquidity_var" => Liquidity,
                "horizon_ar1" => Horizon,
                "monte_carlo_normal" => Simulated,
                var kind => throw new NotSupportedException($"kind '{kind}' is not known here"),
            };
            check(new(vector, Series));
        });

    private static void Figure(RiskVector v)
    {
        var (returns, confidence) = (v.Returns("series"), v.Input("confidence"));
        var lambda = v.Has("lambda") ? v.Input("lambda") : 0;
        var horizon = v.Input("horizon");
        var type = v.Has("quantile_type") ? (int)v.Input("quantile_type") : 1;
        GarchParameters Garch() => new(v.Input("omega"), v.Input("alpha"), v.Input("beta"));
        var figure = v.Method switch
        {
            "weighted_historical" => WeightedVar.Compute(returns, confidence, lambda),
            "filtered_historical_ewma" => FilteredVar.Ewma(returns, confidence, lambda, type),
            "filtered_historical_garch" => FilteredVar.Garch(returns, confidence, Garch(), type),
            "ewma_normal" => ParametricVar.EwmaNormal(returns, confidence, lambda),
            "normal" => ParametricVar.Normal(returns, confidence, (int)v.Input("ddof"), horizon),
            "cornish_fisher" => ParametricVar.CornishFisher(returns, confidence, horizon),
            "student_t" => ParametricVar.StudentT(returns, confidence, v.Input("nu"), (int)v.Input("ddof")),
            var method => throw new NotSupportedException($"method '{method}' is not known here"),
        };
        var loss = figure.Loss!.Value;
        v.Near("var", loss.ValueAtRisk);
        v.Near(v.Expects("es_fractional") ? "es_fractional" : v.Expects("es") ? "es" : "es_quantile_integral", loss.ExpectedShortfall);
        if (v.Expects("sigma_next"))
        {
            var variances = v.Method == "filtered_historical_garch" ? VarianceFilter.Garch(returns, Garch()) : VarianceFilter.Ewma(returns, lambda);
            v.Near("sigma_next", Math.Sqrt(variances[^1]));
        }

        if (v.Expects("monotone"))
        {
            Assert.Equal(v.Expected("monotone").GetBoolean(), figure.Flag is null);
            var moments = Moments.Of(returns);
            v.Near("skew_population", moments.Skewness / Math.Sqrt(horizon));
            v.Near("excess_kurtosis_population", moments.ExcessKurtosis / horizon);
        }

        if (v.Expects("weights_by_age"))
        {
            foreach (var weight in v.Expected("weights_by_age").EnumerateObject())
            {
                v.Near(weight.Value, WeightedVar.Weight(int.Parse(weight.Name, System.Globalization.CultureInfo.InvariantCulture), returns.Length, lambda), weight.Name);
            }
        }
    }

    private static void Portfolio(RiskVector v)
    {
        var (rows, exposures, confidence) = (v.Rows("series"), v.Numbers("exposures"), v.Input("confidence"));
        var split = VarDecomposition.Normal(exposures, Covariance.Sample(rows, (int)v.Input("ddof")).Matrix, confidence);
        v.Near("parametric_var", split.ValueAtRisk);
        v.Near("parametric_es", split.ExpectedShortfall);
        v.NearAll("marginal_var", split.Marginal);
        v.NearAll("component_var", split.Component);
        v.NearAll("incremental_var", split.Incremental);
        v.NearAll("standalone_parametric_var", split.Standalone);
        v.Near("diversification_benefit", split.Standalone.Sum() - split.ValueAtRisk);
        double[][] legs = [.. rows.Select((row, i) => row.Select(r => r * exposures[i]).ToArray())];
        double[] total = [.. Enumerable.Range(0, rows[0].Length).Select(t => legs.Sum(leg => leg[t]))];
        v.Near("historical_var_type7", HistoricalVar.Compute(total, confidence, 7)!.Value.ValueAtRisk);
        v.Near("historical_var_type1", HistoricalVar.Compute(total, confidence)!.Value.ValueAtRisk);
        v.Near("historical_es_fractional", HistoricalVar.Compute(total, confidence)!.Value.ExpectedShortfall);
        v.NearAll("component_es_historical", TailComponents.Of(legs, total, confidence)!.Shortfall);
    }

    private static void Covariances(RiskVector v)
    {
        var rows = v.Rows("series");
        v.NearAll("sample_ddof1", Covariance.Sample(rows).Matrix);
        v.NearAll("sample_ddof0", Covariance.Sample(rows, 0).Matrix);
        v.NearAll("ewma_zero_mean", Covariance.Ewma(rows, v.Input("ewma_lambda")).Matrix);
        foreach (var (name, estimate) in (ReadOnlySpan<(string, CovarianceEstimate)>)[
            ("ledoit_wolf_identity", Covariance.LedoitWolfIdentity(rows)),
            ("oas", Covariance.Oas(rows)),
            ("ledoit_wolf_constant_correlation", Covariance.LedoitWolfConstantCorrelation(rows))])
        {
            if (v.Expects(name))
            {
                v.Near(v.Expected(name).GetProperty("shrinkage"), estimate.Shrinkage, name);
                v.NearAll(v.Expected(name).GetProperty("cov"), estimate.Matrix, name);
                Assert.True(IsPositiveSemidefinite(estimate.Matrix), name);
            }
        }
    }

    /// <summary>Whether no combination of the instruments has a negative variance, up to rounding.</summary>
    private static bool IsPositiveSemidefinite(double[,] matrix)
    {
        var values = Matrix<double>.Build.DenseOfArray(matrix).Evd(Symmetricity.Symmetric).EigenValues;
        var largest = values.Max(v => Math.Abs(v.Real));
        return values.All(v => v.Real >= -1e-12 * largest);
    }

    private static void Kupiec(RiskVector v)
    {
        var (n, x, c) = ((int)v.Input("observations"), (int)v.Input("exceptions"), v.Input("confidence"));
        var test = VarBacktest.Frequency(n, x, c);
        v.Near("lr_pof", test.Ratio);
        v.Near("p_value", test.PValue);
        Assert.Equal(v.Expected("reject_at_5pct").GetBoolean(), test.IsRejected);
        Assert.Equal(v.Expected("traffic_light").GetString(), VarBacktest.Zone(n, x, c).ToString().ToLowerInvariant());
        v.Near("cumulative_probability", VarBacktest.CumulativeProbability(n, x, c));
    }

    private static void Christoffersen(RiskVector v)
    {
        bool[] hits = [.. v.InputText("hits").Select(c => c == '1')];
        var pairs = VarBacktest.Pairs(hits);
        Assert.Equal(
            ((int)v.Expected("n00").GetDouble(), (int)v.Expected("n01").GetDouble(), (int)v.Expected("n10").GetDouble(), (int)v.Expected("n11").GetDouble()),
            (pairs.None, pairs.First, pairs.Last, pairs.Repeated));
        var confidence = v.Input("confidence");
        v.Near("lr_ind", VarBacktest.Independence(pairs).Ratio);
        v.Near("p_ind", VarBacktest.Independence(pairs).PValue);
        v.Near("lr_pof", VarBacktest.Frequency(hits.Length, hits.Count(hit => hit), confidence).Ratio);
        v.Near("lr_cc", VarBacktest.ConditionalCoverage(hits, confidence).Ratio);
        v.Near("p_cc", VarBacktest.ConditionalCoverage(hits, confidence).PValue);
        v.Near("lr_tuff", VarBacktest.TimeToFirst(hits, confidence)?.Ratio);
    }

    private static void ChristoffersenCounts(RiskVector v) => v.Near(
        "lr_ind",
        VarBacktest.Independence(new((int)v.Input("n00"), (int)v.Input("n01"), (int)v.Input("n10"), (int)v.Input("n11"))).Ratio);

    private static void TrafficLights(RiskVector v)
    {
        var exceptions = v.Numbers("exceptions");
        var (n, c) = ((int)v.Input("observations"), v.Input("confidence"));
        Assert.Equal(v.Expected("zones").EnumerateArray().Select(z => z.GetString()), exceptions.Select(x => VarBacktest.Zone(n, (int)x, c).ToString().ToLowerInvariant()));
        v.NearAll("cumulative", [.. exceptions.Select(x => VarBacktest.CumulativeProbability(n, (int)x, c))]);
    }

    private static void Z2(RiskVector v)
    {
        var forecast = new TailLoss(v.Input("var"), v.Input("es"));
        var outcomes = v.Returns("series").Select(r => (r, forecast)).ToArray();
        v.Near("z2", VarBacktest.ShortfallZ2(outcomes, v.Input("confidence")));
        v.Near("exceptions", outcomes.Count(o => VarBacktest.IsException(o.r, forecast.ValueAtRisk)));
    }

    private static void Sampling(RiskVector v)
    {
        var step = TimeSpan.FromMilliseconds(v.Input("step"));
        var points = (int)v.Input("points");
        var sampler = new GridSampler(step, v.Has("max_age") ? TimeSpan.FromMilliseconds(v.Input("max_age")) : TimeSpan.FromDays(1), points + 10);
        foreach (var tick in v.Element("ticks").EnumerateArray())
        {
            sampler.Observe(new(tick[0].GetInt64() * Instant.PerMillisecond), tick[1].GetDouble());
        }

        var first = (long)(v.Input("start") / v.Input("step"));
        var (from, mids) = sampler.Closed(first, new Instant((long)((first + points - 1) * v.Input("step") * Instant.PerMillisecond)) + SamplingGrid.ClosingDelay);
        var series = new SampleSeries(new("x", "y"), from, mids);
        v.NearAll(v.Expected("prices"), [.. Enumerable.Range(0, points).Select(i => Mid(series, first + i))], "prices");
        v.NearAll(v.Expected("log_returns"), [.. Enumerable.Range(1, points - 1).Select(i => Log(series.MoveTo(first + i)))], "log_returns");
    }

    private static void Liquidity(RiskVector v)
    {
        var input = new LiquidityInput
        {
            Instrument = new("some", "one"),
            Quantity = (decimal)v.Input("position"),
            Notional = v.Input("position") * v.Input("mid"),
            Rate = 1,
            Execution = null,
            Spread = new(v.Input("mean_relative_spread"), v.Input("sd_relative_spread"), 2, TimeSpan.FromMinutes(1), null),
            Traded = null,
        };
        var liquidity = LiquidityComputation.Of([input], v.Input("var"), TimeSpan.FromDays(1), 0.1, v.Input("k"));
        v.Near("exogenous_cost", liquidity.Legs[0].SpreadCost);
        v.Near("lvar", liquidity.SpreadValueAtRisk);
    }

    private static void Horizon(RiskVector v)
    {
        var scale = HorizonScaling.Autoregressive((int)v.Input("horizon"), v.Input("rho"));
        v.Near("scale", scale);
        v.Near("sqrt_time_scale", HorizonScaling.SquareRoot(v.Input("horizon")));
        var deviation = Moments.Of(v.Returns("series")).DeviationWith((int)v.Input("ddof"));
        v.Near("var_zero_mean", ParametricVar.Normal(0, deviation * scale, v.Input("confidence")).Loss!.Value.ValueAtRisk);
    }

    private static void Simulated(RiskVector v)
    {
        var moments = Moments.Of(v.Returns("series"));
        var deviation = moments.DeviationWith((int)v.Input("ddof"));
        TailFigure Run(int seed) => MonteCarlo.Figure(
            [.. MonteCarlo.Moves(new[,] { { deviation * deviation } }, (int)v.Input("paths"), seed)[0].Select(move => moments.Mean + move)], v.Input("confidence"));
        var figure = Run(7);
        var within = v.Expected("accept_within").GetDouble();
        Assert.Equal(v.Expected("var").GetDouble(), figure.Loss!.Value.ValueAtRisk, within);
        Assert.Equal(v.Expected("es").GetDouble(), figure.Loss!.Value.ExpectedShortfall, 2 * within);
        Assert.Equal(v.Expected("standard_error_var").GetDouble(), figure.StandardError!.Value, within / 10);
        Assert.Equal(figure, Run(7));
        Assert.NotEqual(figure, Run(8));
    }

    private static double? Mid(SampleSeries series, long index) =>
        index >= series.FirstIndex && index < series.EndIndex && series.Mids[index - series.FirstIndex] is var mid && double.IsFinite(mid) ? mid : null;

    private static double? Log(double move) => double.IsFinite(move) ? Math.Log(1 + move) : null;
}
