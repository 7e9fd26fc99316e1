using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Methods;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Report;

/// <summary>Netting, horizons, and what a fit may be used again for.</summary>
public sealed class RiskConventionTests
{
    private static readonly InstrumentId Here = new("here", "BTCUSDT");
    private static readonly InstrumentId There = new("there", "BTCUSDT");
    private static readonly ContractValue Linear = new(ContractKind.Linear, 1);
    private static readonly double[] Moves = [.. Enumerable.Range(0, 400).Select(i => 0.003 * Math.Sin(i * 1.7) * (i % 25 == 0 ? 4 : 1))];

    [Fact]
    public void The_same_asset_on_two_venues_keeps_its_basis()
    {
        var report = RiskComputation.Compute(Hedged());
        Assert.All(report.Figures.Where(f => f.Method is RiskMethods.Historical or RiskMethods.Normal or RiskMethods.MonteCarlo), f => Assert.True(f.ValueAtRisk > 1, f.ToString()));
    }

    [Fact]
    public void Positions_that_follow_one_instrument_net_and_keep_a_component_each()
    {
        // Nobody needs samples of an instrument that follows another.
        var hedged = Hedged();
        var inputs = hedged with { Samples = [.. hedged.Samples.Where(s => s.Instrument == Here)], Follows = new Dictionary<InstrumentId, InstrumentId> { [There] = Here } };
        var report = RiskComputation.Compute(inputs);
        Assert.Empty(report.Missing);
        Assert.All((string[])[RiskMethods.Historical, RiskMethods.Normal, RiskMethods.MonteCarlo], method => Assert.Equal(0, report.Of(method)!.ValueAtRisk));
        Assert.Equal([(Here, 100_000.0), (There, -100_000.0)], report.Components.Select(c => (c.Instrument, c.Exposure)));
        Assert.All(report.Components, c => Assert.True(c.Standalone > 1));

        // Half a hedge: the loss of one half is shared out as +2 and −1.
        var half = RiskComputation.Compute(inputs with { Legs = [inputs.Legs[0], inputs.Legs[1] with { Quantity = -0.5m }] });
        var normal = half.Of(RiskMethods.Normal)!.ValueAtRisk!.Value;
        Near([2 * normal, -normal], half.Components.Select(c => c.NormalValueAtRisk!.Value));
        var shortfall = half.Of(RiskMethods.Historical)!.ExpectedShortfall!.Value;
        Near([2 * shortfall, -shortfall], half.Components.Select(c => c.HistoricalShortfall!.Value));
    }

    [Fact]
    public void Accounts_are_added_up_by_instrument()
    {
        var inputs = Hedged();
        var split = inputs with { Legs = [inputs.Legs[0] with { Quantity = 0.3m }, inputs.Legs[1], inputs.Legs[0] with { Quantity = 0.7m }] };
        var (one, two) = (RiskComputation.Compute(inputs), RiskComputation.Compute(split));
        Assert.Equal(one.Components.Select(c => c.Instrument), two.Components.Select(c => c.Instrument));
        Near(one.Components.Select(c => c.NormalValueAtRisk!.Value), two.Components.Select(c => c.NormalValueAtRisk!.Value));
        Near(one.Components.Select(c => c.HistoricalShortfall!.Value), two.Components.Select(c => c.HistoricalShortfall!.Value));
    }

    [Fact]
    public void A_direct_horizon_takes_overlapping_moves_of_all_its_steps()
    {
        var one = Long(s => s);
        var mids = one.Samples[0].Mids;
        var direct = RiskComputation.Compute(Long(s => s with { Steps = 4 }));
        double[] profits = [.. Enumerable.Range(4, mids.Length - 4).Select(t => 100_000 * ((mids[t] / mids[t - 4]) - 1))];
        Assert.Equal(397, direct.Observations);
        Assert.Equal(HistoricalVar.Compute(profits, 0.99)!.Value.ValueAtRisk, direct.Of(RiskMethods.Historical)!.ValueAtRisk!.Value, 1e-6);
        Assert.All(direct.Figures, f => Assert.Equal((HorizonRule.Direct, TimeSpan.FromMinutes(4)), (f.HorizonRule, f.Horizon)));
    }

    [Fact]
    public void A_scaled_horizon_multiplies_everything_of_one_step()
    {
        var one = RiskComputation.Compute(Long(s => s));
        var rho = HorizonScaling.FirstCorrelation([.. Moves.Select(move => 100_000 * move)])!.Value;
        foreach (var (rule, factor) in ((HorizonRule, double)[])[(HorizonRule.SquareRoot, 3), (HorizonRule.Autoregressive, HorizonScaling.Autoregressive(9, rho))])
        {
            var nine = RiskComputation.Compute(Long(s => s with { Steps = 9, HorizonRule = rule }));
            Assert.All(one.Figures.Zip(nine.Figures), pair => Near(
                [pair.First.ValueAtRisk!.Value * factor, pair.First.ExpectedShortfall!.Value * factor, (pair.First.StandardError ?? 0) * factor],
                [pair.Second.ValueAtRisk!.Value, pair.Second.ExpectedShortfall!.Value, pair.Second.StandardError ?? 0]));
            Near([one.Components[0].NormalValueAtRisk!.Value * factor], [nine.Components[0].NormalValueAtRisk!.Value]);
            Assert.Equal(one.Components[0].Exposure, nine.Components[0].Exposure);
            Assert.Equal(rule == HorizonRule.Autoregressive, nine.Figures[0].Parameters.StartsWith("ρ ", StringComparison.Ordinal));
            Assert.All(nine.Figures, f => Assert.Equal((rule, TimeSpan.FromMinutes(9), 400), (f.HorizonRule, f.Horizon, f.Observations)));
        }
    }

    [Fact]
    public void A_fit_serves_again_and_changes_nothing_but_the_time_taken()
    {
        var inputs = SomePortfolio.Of(5);
        Assert.Equal(RiskComputation.Compute(inputs).Figures, RiskComputation.Compute(inputs, RiskFit.Of(inputs)).Figures);
    }

    [Fact]
    public void A_fit_that_suits_is_kept_and_another_is_made_again()
    {
        var inputs = SomePortfolio.Of(5);
        var (first, fit) = RiskComputation.ComputeOrRefit(inputs, null);
        var (second, kept) = RiskComputation.ComputeOrRefit(inputs, fit);
        var (third, made) = RiskComputation.ComputeOrRefit(inputs, RiskFit.Of(Hedged()));

        Assert.Same(fit, kept);
        Assert.True(made.IsFor(inputs));
        Assert.All((RiskReport[])[first, second, third], report => Assert.Equal(RiskComputation.Compute(inputs).Figures, report.Figures));
    }

    [Fact]
    public void A_fit_of_other_instruments_or_conventions_is_not_used()
    {
        var (inputs, other) = (SomePortfolio.Of(5), RiskFit.Of(Hedged()));
        Assert.Equal(RiskComputation.Compute(inputs).Figures, RiskComputation.Compute(inputs, other).Figures);
        var seeded = inputs with { Settings = inputs.Settings with { Seed = 2 } };
        Assert.Equal(RiskComputation.Compute(seeded).Figures, RiskComputation.Compute(seeded, RiskFit.Of(inputs)).Figures);
        Assert.NotEqual(RiskComputation.Compute(inputs).Of(RiskMethods.MonteCarlo)!.ValueAtRisk, RiskComputation.Compute(seeded).Of(RiskMethods.MonteCarlo)!.ValueAtRisk);
    }

    [Fact]
    public void A_kept_fit_takes_the_present_positions_variance()
    {
        var inputs = Long(s => s);
        var fit = RiskFit.Of(inputs);
        var doubled = inputs with { Legs = [inputs.Legs[0] with { Quantity = 2 }] };
        var (one, two) = (RiskComputation.Compute(inputs, fit), RiskComputation.Compute(doubled, fit));
        foreach (var method in (string[])[RiskMethods.FilteredGarch, RiskMethods.MonteCarlo])
        {
            Near([2 * one.Of(method)!.ValueAtRisk!.Value], [two.Of(method)!.ValueAtRisk!.Value]);
        }
    }

    [Fact]
    public void Simulated_figures_are_near_those_of_the_normal_they_are_drawn_from()
    {
        var inputs = Hedged() with { Settings = SomePortfolio.Settings with { Paths = 20_000, Covariance = CovarianceMethod.LedoitWolfIdentity } };
        var report = RiskComputation.Compute(inputs, methods: [RiskMethods.Normal, RiskMethods.MonteCarlo]);
        var (normal, simulated) = (report.Of(RiskMethods.Normal)!, report.Of(RiskMethods.MonteCarlo)!);
        Assert.Equal(normal.ValueAtRisk!.Value, simulated.ValueAtRisk!.Value, 5 * simulated.StandardError!.Value);
    }

    [Theory]
    [InlineData(CovarianceMethod.Sample, "mean 0, covariance sample")]
    [InlineData(CovarianceMethod.Ewma, "mean 0, covariance EWMA λ 0.94")]
    [InlineData(CovarianceMethod.LedoitWolfIdentity, "mean 0, covariance Ledoit-Wolf identity shrunk ")]
    [InlineData(CovarianceMethod.LedoitWolfConstantCorrelation, "mean 0, covariance Ledoit-Wolf constant correlation shrunk 1")]
    [InlineData(CovarianceMethod.Oas, "mean 0, covariance OAS shrunk ")]
    public void A_normal_figure_names_its_covariance(CovarianceMethod method, string expected)
    {
        var report = RiskComputation.Compute(Hedged() with { Settings = SomePortfolio.Settings with { Covariance = method } }, methods: [RiskMethods.Normal]);
        Assert.StartsWith(expected, report.Figures.Single().Parameters, StringComparison.Ordinal);
        Assert.True(report.Figures.Single().ValueAtRisk > 0);
    }

    [Fact]
    public void Only_what_is_asked_for_is_made()
    {
        var report = RiskComputation.Compute(Hedged(), methods: [RiskMethods.Normal]);
        Assert.Equal([RiskMethods.Normal], report.Figures.Select(f => f.Method));
        Assert.All(report.Components, c => Assert.Equal((null, null, true), (c.HistoricalShortfall, c.HistoricalValueAtRisk, c.NormalValueAtRisk is not null)));
    }

    /// <summary>Long here and short there, at the same price; there, every move is a little off.</summary>
    private static RiskInputs Hedged() => new()
    {
        Currency = "USDT",
        Legs = [new(Here, Linear, 1, 100_000, "USDT"), new(There, Linear, -1, 100_000, "USDT")],
        Rates = new Dictionary<string, FxLeg> { ["USDT"] = new("USDT", 1, []) },
        Samples =
        [
            SomePortfolio.OfMoves(Here, Moves),
            SomePortfolio.OfMoves(There, [.. Moves.Select((move, i) => move + (0.0002 * Math.Cos(i * 0.9)))]),
        ],
        Settings = SomePortfolio.Settings,
    };

    private static RiskInputs Long(Func<RiskSettings, RiskSettings> with) =>
        Hedged() with { Legs = [Hedged().Legs[0]], Samples = [Hedged().Samples[0]], Settings = with(SomePortfolio.Settings) };

    private static void Near(IEnumerable<double> expected, IEnumerable<double> actual) =>
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-9 * Math.Max(1, Math.Abs(pair.First))));
}
