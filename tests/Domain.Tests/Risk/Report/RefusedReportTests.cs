using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Report;

/// <summary>Every input for which figures are unknown or partial: which are null, with which reason, and the values of the others.</summary>
public sealed class RefusedReportTests
{
    private const string Every = "*";
    private const string Empirical = "historical historical-7 age-weighted filtered-ewma filtered-garch";
    private const string TooLarge = "past what a number can hold";
    private static readonly InstrumentId Perp = new("some", "BTC-PERP");
    private static readonly InstrumentId Other = new("some", "ETH-PERP");
    private static readonly InstrumentId Hop = new("some", "BTCUSDT");
    private static readonly ContractValue Linear = new(ContractKind.Linear, 1);
    private static readonly double[] Fat = [.. Enumerable.Range(0, 300).Select(i => 0.002 * Math.Sin(i) * (i % 20 == 0 ? 6 : 1))];

    /// <summary>What is refused of a case: methods, and a part of the reason.</summary>
    private sealed record Refusal(string Methods, string Reason);

    /// <summary>One row of the table.</summary>
    /// <param name="Inputs">What figures are asked of.</param>
    /// <param name="Refused">What has neither a figure nor a partial one.</param>
    /// <param name="Rest">Inputs whose figures are the partial ones here; <see langword="null"/> when nothing is missing.</param>
    /// <param name="Missing">What is missing, in words.</param>
    private sealed record Case(RiskInputs Inputs, Refusal[]? Refused = null, RiskInputs? Rest = null, string[]? Missing = null);

    private static readonly Dictionary<string, Func<Case>> Table = new()
    {
        ["a flat position without samples or rate beside an open one"] = () =>
            new(Of([Leg(Perp), Leg(Other, 0) with { Settle = "XYZ" }], [Moves(Perp, Fat)])),
        ["one observation"] = () => new(Of([Leg(Perp)], [Moves(Perp, Fat[..1])]), [new(Every, "1 observations are too few")]),
        ["fewer observations than a tail needs"] = () => new(Of([Leg(Perp)], [Moves(Perp, Fat[..99])]), [new(Empirical, "99 observations are too few")]),
        ["as many as a tail needs"] = () => new(Of([Leg(Perp)], [Moves(Perp, Fat[..100])])),
        ["fewer paths than a tail needs"] = () => new(Of([Leg(Perp)], [Moves(Perp, Fat)], s => s with { Paths = 99 }), [new("monte-carlo", "99 observations are too few")]),
        ["a constant series"] = () => new(
            Of([Leg(Perp)], [Moves(Perp, new double[300])]), [new("filtered-ewma filtered-garch", "every observation is 0"), new("student-t", "no fat tails")]),
        ["tails thinner than normal"] = () => new(Of([Leg(Perp)], [Moves(Perp, Wave(300))]), [new("student-t", "no fat tails")]),
        ["histories that never meet"] = () => new(
            Of([Leg(Perp), Leg(Other)], [Moves(Perp, Fat), Moves(Other, Fat) with { FirstIndex = 9_000 }]), [new(Every, "no grid step for which every instrument has samples")]),
        ["mids of 0, below 0, infinite and not a number"] = () => new(Of([Leg(Perp)], [Spoiled(Moves(Perp, Fat), 0, -1, double.PositiveInfinity, double.NaN)])),
        ["no mid that is a number"] = () => new(
            Of([Leg(Perp)], [Moves(Perp, Fat) with { Mids = [double.NaN, 0, double.NaN] }]), [new(Every, "no position that could be revalued")], null, ["no samples of some/BTC-PERP"]),
        ["a move down to nothing and back"] = () => new(Of([Leg(Perp)], [Spoiled(Moves(Perp, Fat), 1e-320)])),
        ["moves too large to square"] = () => new(
            Of([Leg(Perp)], [Spoiled(Moves(Perp, Fat), 1e-200)]),
            [new("normal ewma-normal monte-carlo cornish-fisher student-t filtered-ewma filtered-garch", "")]),
        ["profits past what a number can hold"] = () => new(
            Of([Leg(Perp, decimal.MaxValue)], [Spoiled(Moves(Perp, Fat), 1e-300, 1)]), [new(Every, "")]),
        ["the largest quantity, price and rate there are"] = () => new(
            Of([Leg(Perp, decimal.MaxValue) with { Mark = decimal.MaxValue, Settle = "BTC" }], [Moves(Perp, Fat), Moves(Hop, Fat)], rate: decimal.MaxValue),
            [new("cornish-fisher student-t", TooLarge)]),
        ["simulated moves below −100 %"] = () => new(Of([Leg(Perp)], [Moves(Perp, Wild)]), [new("monte-carlo", "falls to nothing"), new("student-t", "no fat tails")]),
        ["steps that depend on each other, but never move"] = () => new(
            Of([Leg(Perp)], [Moves(Perp, new double[300])], s => s with { Steps = 5, HorizonRule = HorizonRule.Autoregressive }), [new(Every, "no correlation of neighbouring profits")]),
        ["one instrument without samples"] = () => new(
            Of([Leg(Perp), Leg(Other)], [Moves(Perp, Fat)]), null, Of([Leg(Perp)], [Moves(Perp, Fat)]), ["no samples of some/ETH-PERP"]),
        ["one instrument with a single sample"] = () => new(
            Of([Leg(Perp), Leg(Other)], [Moves(Perp, Fat), Moves(Other, [])]), null, Of([Leg(Perp)], [Moves(Perp, Fat)]), ["no samples of some/ETH-PERP"]),
        ["a settle asset without a rate"] = () => new(
            Of([Leg(Perp), Leg(Other) with { Settle = "XYZ" }], [Moves(Perp, Fat), Moves(Other, Fat)]), null, Of([Leg(Perp)], [Moves(Perp, Fat)]), ["no conversion of XYZ"]),
        ["a rate of 0"] = () => new(
            Of([Leg(Perp), Leg(Other) with { Settle = "BTC" }], [Moves(Perp, Fat), Moves(Other, Fat), Moves(Hop, Fat)], rate: 0),
            null, Of([Leg(Perp)], [Moves(Perp, Fat)]), ["no conversion of BTC"]),
        ["a rate whose instrument has no samples"] = () => new(
            Of([Leg(Perp), Leg(Other) with { Settle = "BTC" }], [Moves(Perp, Fat), Moves(Other, Fat)]), null, Of([Leg(Perp)], [Moves(Perp, Fat)]), ["no samples of some/BTCUSDT"]),
        ["a followed instrument without samples"] = () => new(
            Of([Leg(Perp), Leg(Other)], [Moves(Perp, Fat), Moves(Other, Fat)]) with { Follows = new Dictionary<InstrumentId, InstrumentId> { [Other] = Hop } },
            null, Of([Leg(Perp)], [Moves(Perp, Fat)]), ["no samples of some/BTCUSDT"]),
        ["a position without a mark"] = () => new(
            Of([Leg(Perp)], [Moves(Perp, Fat)]) with { Missing = ["some/ETH-PERP main: no mark"] }, null, Of([Leg(Perp)], [Moves(Perp, Fat)]), ["some/ETH-PERP main: no mark"]),
        ["a mark of 0"] = () => new(
            Of([Leg(Perp), Leg(Other) with { Mark = 0 }], [Moves(Perp, Fat), Moves(Other, Fat)]), null, Of([Leg(Perp)], [Moves(Perp, Fat)]),
            ["some/ETH-PERP: mark 0 and multiplier 1 must be positive"]),
        ["a contract without a value"] = () => new(
            Of([Leg(Perp), Leg(Other) with { Contract = default }], [Moves(Perp, Fat), Moves(Other, Fat)]), null, Of([Leg(Perp)], [Moves(Perp, Fat)]),
            ["some/ETH-PERP: mark 100 and multiplier 0 must be positive"]),
        ["nothing but missing ones"] = () => new(
            Of([Leg(Perp) with { Settle = "XYZ" }], [Moves(Perp, Fat)]), [new(Every, "no position that could be revalued")], null, ["no conversion of XYZ"]),
        ["a missing instrument, and too few observations of the rest"] = () => new(
            Of([Leg(Perp), Leg(Other)], [Moves(Perp, Fat[..99])]), [new(Empirical, "no samples of some/ETH-PERP; 99 observations are too few")],
            Of([Leg(Perp)], [Moves(Perp, Fat[..99])]), ["no samples of some/ETH-PERP"]),
    };

    public static TheoryData<string> Cases => [.. Table.Keys];

    private static double[] Wild => [.. Enumerable.Range(0, 300).Select(i => i % 2 == 0 ? 3.0 : -0.75)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_not_known_is_null_with_a_reason(string name)
    {
        var (inputs, refused, rest, missing) = Table[name]();
        var report = RiskComputation.Compute(inputs);
        Assert.Equal(RiskMethods.All, report.Figures.Select(f => f.Method));
        Assert.Equal(missing ?? [], report.Missing);
        var partial = rest is null ? report : RiskComputation.Compute(rest);
        foreach (var (figure, of) in report.Figures.Zip(partial.Figures))
        {
            var refusal = refused?.FirstOrDefault(r => r.Methods == Every || r.Methods.Split(' ').Contains(figure.Method));
            Assert.Equal(refusal is null, figure.PartialValueAtRisk is not null);
            Assert.Equal(refusal is null && missing is null, figure.ValueAtRisk is not null);
            Assert.All([refusal?.Reason ?? "", .. missing ?? []], part => Assert.Contains(part, figure.Reason ?? "", StringComparison.Ordinal));
            Assert.Equal((of.PartialValueAtRisk, of.PartialExpectedShortfall, of.StandardError), (figure.PartialValueAtRisk, figure.PartialExpectedShortfall, figure.StandardError));
            IsSound(figure, missing is null);
        }

        Assert.All(report.Components, component => Assert.All(Numbers(component), number => Assert.True(double.IsFinite(number), component.ToString())));
    }

    [Theory]
    [InlineData(HorizonRule.Direct)]
    [InlineData(HorizonRule.Autoregressive)]
    public void A_portfolio_that_holds_nothing_risks_0(HorizonRule rule)
    {
        var flat = Of([Leg(Perp, 0)], [Moves(Perp, Fat)], s => s with { Steps = 5, HorizonRule = rule });
        RiskInputs[] flats =
        [
            flat, flat with { Legs = [], Samples = [] }, flat with { Rates = new Dictionary<string, FxLeg>() },
            flat with { Balances = [new("BTC", 0), new("USDT", 70_000)] },
        ];
        foreach (var inputs in flats)
        {
            var report = RiskComputation.Compute(inputs);
            Assert.Equal(RiskMethods.All, report.Figures.Select(f => f.Method));
            Assert.All(report.Figures, f => Assert.Equal((0, 0, 0, 0, null), (f.ValueAtRisk, f.ExpectedShortfall, f.PartialValueAtRisk, f.PartialExpectedShortfall, f.Reason)));
            Assert.Empty(report.Components);
        }
    }

    [Theory]
    [InlineData("BTC", "no samples of some/BTCUSDT")]
    [InlineData("XYZ", "no conversion of XYZ")]
    public void A_balance_that_cannot_be_revalued_is_not_called_riskless(string asset, string reason)
    {
        var report = RiskComputation.Compute(Of([Leg(Perp, 0)], []) with { Balances = [new(asset, 0.1m)] });
        Assert.All(report.Figures, f => Assert.Equal((null, $"{reason}; no position that could be revalued"), (f.ValueAtRisk, f.Reason)));
        Assert.Equal([reason], report.Missing);
        var beside = RiskComputation.Compute(Of([Leg(Perp)], [Moves(Perp, Fat)]) with { Balances = [new(asset, 0.1m)] });
        var alone = RiskComputation.Compute(Of([Leg(Perp)], [Moves(Perp, Fat)]));
        Assert.All(beside.Figures.Zip(alone.Figures), pair => Assert.Equal(
            (null, pair.Second.ValueAtRisk, reason), (pair.First.ValueAtRisk, pair.First.PartialValueAtRisk, pair.First.Reason)));
    }

    [Fact]
    public void Nothing_but_gains_gives_a_negative_figure_and_not_0()
    {
        var report = RiskComputation.Compute(Of([Leg(Perp)], [Moves(Perp, [.. Fat.Select(move => 0.03 + move)])]));
        Assert.All(
            (string[])["historical", "historical-7", "age-weighted", "filtered-ewma", "filtered-garch", "cornish-fisher", "student-t"],
            method => Assert.True(report.Of(method)!.ValueAtRisk < 0, method));
        Assert.All(report.Figures, figure => Assert.True(figure.ExpectedShortfall >= figure.ValueAtRisk, figure.ToString()));
    }

    [Fact]
    public void A_constant_series_risks_0_and_says_so_without_a_sign() =>
        Assert.All(
            RiskComputation.Compute(Of([Leg(Perp)], [Moves(Perp, new double[300])])).Figures.Where(figure => figure.ValueAtRisk is not null),
            figure => Assert.Equal(("0", "0"), (figure.ValueAtRisk.ToString(), figure.ExpectedShortfall.ToString())));

    [Theory]
    [InlineData("Grid")]
    [InlineData("Confidence")]
    [InlineData("Window")]
    [InlineData("Steps")]
    [InlineData("Lambda")]
    [InlineData("AgeLambda")]
    [InlineData("Paths")]
    public void A_setting_outside_its_range_is_an_error_that_names_it(string name)
    {
        var inputs = Of([Leg(Perp)], [Moves(Perp, Fat)], s => name switch
        {
            "Grid" => s with { Grid = TimeSpan.Zero },
            "Confidence" => s with { Confidence = double.NaN },
            "Window" => s with { Window = 0 },
            "Steps" => s with { Steps = 0 },
            "Lambda" => s with { Lambda = 1 },
            "AgeLambda" => s with { AgeLambda = 0 },
            _ => s with { Paths = 0 },
        });
        Assert.Contains($"{name} must be", Assert.Throws<ArgumentOutOfRangeException>(() => RiskComputation.Compute(inputs)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => RiskFit.Of(inputs));
    }

    [Fact]
    public void A_method_nobody_knows_and_samples_given_twice_are_errors()
    {
        var inputs = Of([Leg(Perp)], [Moves(Perp, Fat)]);
        Assert.Contains("'guess' is not a method", Assert.Throws<ArgumentException>(() => RiskComputation.Compute(inputs, methods: ["guess"])).Message, StringComparison.Ordinal);
        var twice = inputs with { Samples = [.. inputs.Samples, .. inputs.Samples] };
        Assert.Contains("some/BTC-PERP are given twice", Assert.Throws<ArgumentException>(() => RiskComputation.Compute(twice)).Message, StringComparison.Ordinal);
    }

    private static void IsSound(RiskFigure figure, bool isWhole)
    {
        double?[] numbers = [figure.ValueAtRisk, figure.ExpectedShortfall, figure.PartialValueAtRisk, figure.PartialExpectedShortfall, figure.StandardError];
        Assert.All(numbers, number => Assert.True(number is null || double.IsFinite(number.Value), figure.ToString()));
        Assert.Equal(figure.ValueAtRisk is null, figure.Reason is { Length: > 0 });
        Assert.Equal((figure.ValueAtRisk is null, figure.PartialValueAtRisk is null), (figure.ExpectedShortfall is null, figure.PartialExpectedShortfall is null));
        if (isWhole)
        {
            Assert.Equal((figure.PartialValueAtRisk, figure.PartialExpectedShortfall), (figure.ValueAtRisk, figure.ExpectedShortfall));
        }
    }

    private static double[] Numbers(RiskComponent c) =>
        [.. ((double?[])[c.Exposure, c.HistoricalShortfall, c.HistoricalValueAtRisk, c.NormalValueAtRisk, c.NormalShortfall, c.Marginal, c.Incremental, c.Standalone]).OfType<double>()];

    private static RiskInputs Of(RiskLeg[] legs, SampleSeries[] samples, Func<RiskSettings, RiskSettings>? with = null, decimal rate = 60_000) => new()
    {
        Currency = "USDT",
        Legs = legs,
        Samples = samples,
        Rates = new Dictionary<string, FxLeg> { ["USDT"] = new("USDT", 1, []), ["BTC"] = new("BTC", rate, [new(Hop, false)]) },
        Settings = (with ?? (s => s))(SomePortfolio.Settings),
    };

    private static RiskLeg Leg(InstrumentId instrument, decimal quantity = 3) => new(instrument, Linear, quantity, 100, "USDT");

    private static SampleSeries Moves(InstrumentId id, double[] moves) => SomePortfolio.OfMoves(id, moves);

    private static double[] Wave(int count) => [.. Enumerable.Range(0, count).Select(i => 0.002 * Math.Sin(i))];

    /// <summary>Puts mids into the series, some steps apart.</summary>
    private static SampleSeries Spoiled(SampleSeries series, params double[] mids)
    {
        for (var i = 0; i < mids.Length; i++)
        {
            series.Mids[50 + (40 * i)] = mids[i];
        }

        return series;
    }
}
