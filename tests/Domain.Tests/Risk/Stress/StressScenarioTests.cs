using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;
using Ballast.Domain.Risk.Stress;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Stress;

public sealed class StressScenarioTests
{
    private static readonly StressScenario Sound = new() { Name = "x", Kind = StressKind.Shock, Shocks = [new("BTC", -0.3)] };
    private static readonly InstrumentId Here = new("here", "BTCUSDT");

    public static TheoryData<string, string> Faults => new()
    {
        { "empty name", "Name ' ' must not be empty" },
        { "no shocks", "Shocks must not be empty" },
        { "move -1", "Move -1 of BTC must be a finite number above -1" },
        { "move NaN", "Move NaN of BTC must be" },
        { "empty target", "Target '' must be an asset" },
        { "target with a space", "Target 'BTC USDT' must be an asset" },
        { "half an instrument", "Target 'binance/' must be an asset, e.g. BTC; an instrument" },
        { "twice", "Target 'BTC' is given twice" },
        { "depeg of an instrument", "Target 'binance/BTCUSDT' must be an asset" },
        { "depeg of all", "Target '*' must be an asset" },
        { "window backwards", "must be after From" },
        { "window in nanoseconds", "From 1700000000000000000 is not between 1970 and 9999" },
        { "no exchange", "Exchange '' must name one venue" },
        { "funding of 0", "Size 0 must be a rate above 0" },
        { "no periods", "Periods 0 must be at least 1" },
        { "narrower spreads", "Size 0.5 must be a factor of at least 1" },
        { "endless spreads", "Size Infinity must be a factor" },
        { "unknown kind", "Kind 99 is no kind of stress" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_names_the_member_and_its_value(string name, string expected) => Assert.Contains(expected, Faulty(name).Fault(), StringComparison.Ordinal);

    [Fact]
    public void Sound_scenarios_have_no_fault()
    {
        Assert.Null((Sound with { Shocks = [new("BTC", -0.3), new("*", 0.1), new("binance/BTC/USDT", 2)] }).Fault());
        Assert.All(StressScenarios.Default.Append(StressScenarios.Outage("binance")), scenario => Assert.Null(scenario.Fault()));
    }

    [Fact]
    public void The_default_grid_has_its_names_and_an_outage_of_every_venue_held()
    {
        var inputs = Of([100, 90]) with { Legs = [.. Of([]).Legs, new(new("flat", "X"), new(ContractKind.Spot, 1), 0, 1, "USDT")] };
        var terms = new StressTerms { Balances = [new("bank", "main", "USDT", 5, 0), new("empty", "main", "USDT", 0, 0)] };
        Assert.Equal(
            [
                "prices -50%", "prices -30%", "prices -20%", "prices -10%", "prices -5%", "prices +5%", "prices +10%", "prices +20%", "prices +30%", "prices +50%",
                "spreads x10", "funding 1%", "USDT -10%", "USDC -10%", "outage bank", "outage here",
            ],
            StressScenarios.For(inputs, terms).Select(scenario => scenario.Name));
    }

    [Fact]
    public void The_worst_stretch_is_the_one_the_present_position_would_lose_most_in()
    {
        // Short 2 · 100: the rise from 90 to 108 costs 20 %; over two steps that from 90 to 117 costs 30 %.
        var inputs = Of([100, 90, 108, 117, 110]);
        var step = HistoricalWindows.Worst(inputs, 1)!;
        Assert.Equal("worst step", step.Scenario.Name);
        Assert.Equal(-40, step.Pnl!.Value, 1e-9);
        Assert.Equal((new(11 * 60 * Instant.PerSecond), new(12 * 60 * Instant.PerSecond)), (step.Scenario.From, step.Scenario.To));
        Assert.Equal(-60, HistoricalWindows.Worst(inputs, 2)!.Pnl!.Value, 1e-9);
        Assert.Null(step.Scenario.Fault());
    }

    [Fact]
    public void Sixty_steps_are_looked_at_when_history_allows()
    {
        Assert.Equal(["worst step"], HistoricalWindows.Of(Of([.. Enumerable.Repeat(100.0, 60)])).Select(w => w.Scenario.Name));
        Assert.Equal(["worst step", "worst 60 steps"], HistoricalWindows.Of(Of([.. Enumerable.Repeat(100.0, 61)])).Select(w => w.Scenario.Name));
        Assert.Empty(HistoricalWindows.Of(Of([100])));
        Assert.Empty(HistoricalWindows.Of(Of([100, 90]) with { Legs = [] }));
    }

    [Fact]
    public void A_worst_window_run_as_a_stress_gives_the_same()
    {
        var inputs = SomePortfolio.Of(9, "EUR");
        foreach (var worst in HistoricalWindows.Of(inputs))
        {
            var moves = Moves(inputs, worst.Scenario);
            var again = StressTest.Run(inputs, worst.Scenario, new() { WindowMoves = moves });
            Assert.Equal(worst.Pnl!.Value, again.Pnl!.Value, 1e-6);
            Assert.Equal(worst.Legs.Select(leg => leg.Instrument), again.Legs.Select(leg => leg.Instrument));
        }
    }

    private static Dictionary<InstrumentId, double> Moves(RiskInputs inputs, StressScenario window)
    {
        var (first, last) = (window.From.Micros / inputs.Settings.StepMicros, window.To.Micros / inputs.Settings.StepMicros);
        return inputs.Samples.Select(series => (series.Instrument, Move: series.MoveTo(last, (int)(last - first))))
            .Where(found => double.IsFinite(found.Move)).ToDictionary(found => found.Instrument, found => found.Move);
    }

    [Fact]
    public void A_window_of_an_incomplete_portfolio_is_partial()
    {
        var worst = HistoricalWindows.Worst(Of([100, 90, 108]) with { Missing = ["x/Y main: no mark"] }, 1)!;
        Assert.Equal((null, "x/Y main: no mark"), (worst.Pnl, worst.Missing.Single()));
        Assert.Equal(-40, worst.PartialPnl, 1e-9);
    }

    private static StressScenario Faulty(string name) => name switch
    {
        "empty name" => Sound with { Name = " " },
        "no shocks" => Sound with { Shocks = [] },
        "move -1" => Sound with { Shocks = [new("BTC", -1)] },
        "move NaN" => Sound with { Shocks = [new("BTC", double.NaN)] },
        "empty target" => Sound with { Shocks = [new("", 0.1)] },
        "target with a space" => Sound with { Shocks = [new("BTC USDT", 0.1)] },
        "half an instrument" => Sound with { Shocks = [new("binance/", 0.1)] },
        "twice" => Sound with { Shocks = [new("BTC", 0.1), new("BTC", 0.2)] },
        "depeg of an instrument" => Sound with { Kind = StressKind.Depeg, Shocks = [new("binance/BTCUSDT", -0.1)] },
        "depeg of all" => Sound with { Kind = StressKind.Depeg, Shocks = [new("*", -0.1)] },
        "window backwards" => Sound with { Kind = StressKind.Window, From = new(Instant.PerSecond), To = new(0) },
        "window in nanoseconds" => Sound with { Kind = StressKind.Window, From = new(1_700_000_000_000_000_000), To = new(1_700_000_000_000_000_001) },
        "no exchange" => Sound with { Kind = StressKind.VenueOutage },
        "funding of 0" => Sound with { Kind = StressKind.FundingSpike },
        "no periods" => Sound with { Kind = StressKind.FundingSpike, Size = 0.01, Periods = 0 },
        "narrower spreads" => Sound with { Kind = StressKind.SpreadWidening, Size = 0.5 },
        "endless spreads" => Sound with { Kind = StressKind.SpreadWidening, Size = double.PositiveInfinity },
        _ => Sound with { Kind = (StressKind)99 },
    };

    private static RiskInputs Of(double[] mids) => new()
    {
        Currency = "USDT",
        Legs = [new(Here, new(ContractKind.Linear, 1), -2, 100, "USDT")],
        Samples = [new(Here, 10, mids)],
        Rates = new Dictionary<string, FxLeg> { ["USDT"] = new("USDT", 1, []) },
        Settings = SomePortfolio.Settings,
    };
}
