using Ballast.Domain.Risk.Report;
using Ballast.Domain.Tests.Risk.Methods;
using Ballast.Testing.Vectors;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Report;

public sealed class RiskReportTests(ITestOutputHelper output)
{
    private const int Portfolios = 1_000;
    private static readonly string[] Plain = [RiskMethods.Historical, RiskMethods.Normal];

    [Fact]
    [Trait("check", "vectors")]
    public void Portfolios_of_the_reference_vectors_have_their_known_figures()
    {
        var series = ReferenceVectors.Read("var_es.json").GetProperty("series");
        VectorCases.Check("var_es.json", vector => vector.Text("kind") == "portfolio", vector =>
        {
            var v = new RiskVector(vector, series);
            var exposures = v.Numbers("exposures");
            var inputs = SomePortfolio.OfReturns(v.Rows("series"), exposures, SomePortfolio.Settings with { Confidence = v.Input("confidence") });
            var report = RiskComputation.Compute(inputs, methods: [.. Plain, RiskMethods.HistoricalInterpolated]);
            v.Near("parametric_var", report.Of(RiskMethods.Normal)!.ValueAtRisk);
            v.Near("parametric_es", report.Of(RiskMethods.Normal)!.ExpectedShortfall);
            v.Near("historical_var_type1", report.Of(RiskMethods.Historical)!.ValueAtRisk);
            v.Near("historical_es_fractional", report.Of(RiskMethods.Historical)!.ExpectedShortfall);
            v.Near("historical_var_type7", report.Of(RiskMethods.HistoricalInterpolated)!.ValueAtRisk);

            // A position of 0 is none, and has no component.
            int[] open = [.. Enumerable.Range(0, exposures.Length).Where(i => exposures[i] != 0)];
            Assert.Equal(open.Length, report.Components.Count);
            foreach (var (component, i) in report.Components.Zip(open))
            {
                v.Near(v.Expected("marginal_var")[i], component.Marginal, "marginal_var");
                v.Near(v.Expected("component_var")[i], component.NormalValueAtRisk, "component_var");
                v.Near(v.Expected("incremental_var")[i], component.Incremental, "incremental_var");
                v.Near(v.Expected("standalone_parametric_var")[i], component.Standalone, "standalone_parametric_var");
                v.Near(v.Expected("component_es_historical")[i], component.HistoricalShortfall, "component_es_historical");
            }
        });
    }

    [Fact]
    public void Components_sum_to_the_figures_of_a_thousand_random_portfolios() => OfSeeds(Portfolios, seed =>
    {
        var report = RiskComputation.Compute(SomePortfolio.Of(seed, seed % 2 == 0 ? "USDT" : "EUR"), methods: Plain);
        var (historical, normal) = (report.Of(RiskMethods.Historical)!, report.Of(RiskMethods.Normal)!);
        Sums(seed, historical.ValueAtRisk, report, c => c.HistoricalValueAtRisk);
        Sums(seed, historical.ExpectedShortfall, report, c => c.HistoricalShortfall);
        Sums(seed, normal.ValueAtRisk, report, c => c.NormalValueAtRisk);
        Sums(seed, normal.ExpectedShortfall, report, c => c.NormalShortfall);
    });

    [Fact]
    public void Historical_and_normal_figures_are_those_of_straight_loops() => OfSeeds(60, seed =>
    {
        var inputs = SomePortfolio.Of(seed, seed % 2 == 0 ? "USDT" : "EUR");
        var report = RiskComputation.Compute(inputs, methods: Plain);
        var (valueAtRisk, shortfall) = NaiveRisk.Historical(inputs);
        var rounding = 1e-12 * NaiveRisk.Gross(inputs);
        Assert.Equal(valueAtRisk, report.Of(RiskMethods.Historical)!.ValueAtRisk!.Value, rounding);
        Assert.Equal(shortfall, report.Of(RiskMethods.Historical)!.ExpectedShortfall!.Value, rounding);
        Assert.Equal(NaiveRisk.Normal(inputs), report.Of(RiskMethods.Normal)!.ValueAtRisk!.Value, 1e4 * rounding);
        Assert.All(report.Components.Where(c => c.Instrument is not null), c => Assert.Equal(
            inputs.Legs.Where(l => l.Instrument == c.Instrument).Sum(l => NaiveRisk.Exposure(inputs, l)), c.Exposure, 1e-8 * NaiveRisk.Gross(inputs)));
        var inOthers = inputs.Balances.Where(balance => balance.Asset != inputs.Currency).ToArray();
        Assert.Equal(inOthers.Length > 0 ? ["balances"] : [], report.Components.Where(c => c.Instrument is null).Select(c => c.Name));
        Assert.All(
            report.Components.Where(c => c.Instrument is null),
            c => Assert.Equal(inOthers.Sum(balance => NaiveRisk.Worth(inputs, balance)), c.Exposure, 1e-8 * NaiveRisk.Gross(inputs)));
    });

    [Fact]
    public void The_order_of_positions_and_samples_does_not_change_a_digit() => OfSeeds(50, seed =>
    {
        var inputs = SomePortfolio.Of(seed);
        var turned = inputs with { Legs = [.. inputs.Legs.Reverse()], Samples = [.. inputs.Samples.Reverse()], Balances = [.. inputs.Balances.Reverse()] };
        Assert.Equal(RiskComputation.Compute(inputs).Figures, RiskComputation.Compute(turned).Figures);
        Assert.Equal(RiskComputation.Compute(inputs).Components, RiskComputation.Compute(turned).Components);
    });

    [Fact]
    public void A_report_carries_its_conventions()
    {
        var report = RiskComputation.Compute(SomePortfolio.Of(3));
        Assert.Equal(RiskMethods.All, report.Figures.Select(figure => figure.Method));
        Assert.Empty(report.Missing);
        Assert.Equal((160, new Instant(1_160 * 60 * Instant.PerSecond)), (report.Observations, report.AsOf));
        Assert.All(report.Figures, figure => Assert.Equal(
            (0.99, TimeSpan.FromMinutes(1), 1_000, 160, report.AsOf), (figure.Confidence, figure.Horizon, figure.Window, figure.Observations, figure.AsOf)));
        Assert.Equal([1, 7, null, 1, 1, null, null, null, null, 1], report.Figures.Select(figure => figure.QuantileType));
        var simulated = report.Of(RiskMethods.MonteCarlo)!;
        Assert.Equal(1, simulated.Seed);
        Assert.StartsWith("500 paths, MT19937, inverse normal, covariance Ledoit-Wolf identity shrunk ", simulated.Parameters, StringComparison.Ordinal);
        Assert.True(simulated.StandardError > 0);
        Assert.Equal("λ 0.98", report.Of(RiskMethods.AgeWeighted)!.Parameters);
        Assert.StartsWith("ω ", report.Of(RiskMethods.FilteredGarch)!.Parameters, StringComparison.Ordinal);
    }

    private static void Sums(int seed, double? whole, RiskReport report, Func<RiskComponent, double?> part)
    {
        var sum = report.Components.Sum(c => part(c)!.Value);
        Assert.True(Math.Abs(whole!.Value - sum) <= 1e-12 * Math.Abs(whole.Value), $"seed {seed}: {sum:R} is not {whole:R}");
    }

    private void OfSeeds(int count, Action<int> check)
    {
        int? first = null;
        Gen.Int[0, int.MaxValue - 1].Sample(
            seed =>
            {
                first ??= seed;
                check(seed);
            },
            iter: count);
        output.WriteLine($"{count} portfolios, the first of seed {first}; one that fails prints its seed, CsCheck_Seed repeats it");
    }
}
