using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Stress;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Interfaces.Risk;

namespace Ballast.Cluster.Tests.Risk;

/// <summary>Risk as portfolios of real grains serve it: what is missing, how often it is computed, and on whose time.</summary>
/// <remarks>On a cluster of its own: no other test's feed closes points of its instruments.</remarks>
public sealed class ServedRiskTests(BallastCluster cluster) : IClassFixture<BallastCluster>
{
    private const int Points = 150;
    private const long GridMicros = 100_000;

    private readonly PortfolioId _portfolio = new(BallastCluster.Unique("desk"));
    private readonly InstrumentId _first = cluster.SomePerpetual();
    private readonly InstrumentId _second = cluster.SomePerpetual();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IPortfolioGrain Portfolio => cluster.Portfolio(_portfolio.Name);

    [Fact]
    public async Task Every_method_is_served_and_components_sum_to_its_figures()
    {
        await PublishWalks(_first, _second);
        await Record(_first);
        await Record(_second);

        var risk = await Portfolio.GetRisk(_portfolio);

        Assert.Equal(RiskMethods.All, risk.Methods.Select(figure => figure.Method));
        Assert.All(risk.Methods, figure => Assert.True(figure.ValueAtRisk is not null, $"{figure.Method}: {figure.Reason}"));
        Assert.Equal([_first, _second], risk.Components.Select(part => part.Instrument));
        Near(risk.ExpectedShortfall, risk.Components.Sum(part => part.HistoricalShortfall));
        Near(risk.Methods.Single(figure => figure.Method == RiskMethods.Normal).ValueAtRisk, risk.Components.Sum(part => part.NormalValueAtRisk));
        Assert.Equal(risk.ValueAtRisk, risk.Methods[0].ValueAtRisk);
        Assert.NotEqual(default, risk.PositionsAsOf);
        Assert.Empty(risk.Missing);
    }

    [Fact]
    public async Task The_inputs_of_a_portfolio_give_its_figures_again()
    {
        await PublishWalks(_first, _second);
        await Record(_first);
        await Record(_second);

        var inputs = await cluster.Client.GetRiskInputs(_portfolio.Name, Token);
        var report = RiskComputation.Compute(inputs);
        var risk = await cluster.Client.GetRisk(_portfolio.Name, Token);

        Assert.Equal([_first, _second], inputs.Samples.Select(series => series.Instrument));
        Assert.Equal(risk.Components.Select(part => part.Exposure), report.Components.Select(part => part.Exposure));
        Assert.NotNull(risk.ValueAtRisk);
        Assert.Equal((risk.ValueAtRisk, risk.ExpectedShortfall), (report.Of(RiskMethods.Historical)!.ValueAtRisk, report.Of(RiskMethods.Historical)!.ExpectedShortfall));
    }

    [Fact]
    public async Task One_instrument_without_samples_makes_figures_unknown_and_the_rest_partial()
    {
        cluster.HeldSamples.Empty(_second);
        await PublishWalks(_first, _second);
        await Record(_first);
        await Record(_second);

        var risk = await Portfolio.GetRisk(_portfolio);

        IsPartial(risk, $"no samples of {_second}");
        Assert.Equal([_first], risk.Components.Select(part => part.Instrument));
    }

    [Fact]
    public async Task A_stale_rate_makes_figures_unknown_and_the_rest_partial()
    {
        var coin = BallastCluster.Unique("COIN");
        var inverse = new InstrumentId(BallastCluster.Unique("venue"), "INVERSE");
        cluster.Terms.Add(new() { Id = inverse, Kind = ContractKind.Inverse, Base = coin, Quote = "USD", Settle = coin, Multiplier = 100m });
        var spot = cluster.SomeSpot(coin, "USDT");
        await PublishWalks(_first, inverse);

        // A minute is the longest that a rate may be old, by the stamp of its book.
        var feed = await cluster.StartFeed();
        var old = cluster.Time.Next();
        await feed.Publish(Some.Snapshot(spot, 999, 1_001, old));
        await cluster.Fx.Add(spot);
        await Record(_first);
        await Record(inverse);

        var risk = await Portfolio.GetRisk(_portfolio);

        IsPartial(risk, $"no conversion of {coin}");
        Assert.Contains(risk.Missing, reason => reason.StartsWith($"the rate {coin}/USDT is ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_silent_member_makes_figures_unknown_and_the_rest_partial()
    {
        await PublishWalks(_first, _second);
        await Record(_first);
        await Record(_second);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Journal.OnOpen(_second, () => release.Task);
        await cluster.Deactivate(cluster.Inventory(_second));
        await cluster.Deactivate(Portfolio);
        await Portfolio.Until(p => p is { Positions: [{ Mark: not null }] }, "the answer of the first member");

        var risk = await Portfolio.GetRisk(_portfolio);
        release.SetResult();

        IsPartial(risk, $"{_second} has not answered");
    }

    [Fact]
    public async Task An_unmarked_position_makes_figures_unknown_and_the_rest_partial()
    {
        await PublishWalks(_first);
        await Record(_first);
        await cluster.Inventory(_second).RecordEvents(_portfolio, [Some.Fill(_second, _portfolio.Name, "t1")]);
        await Portfolio.Until(p => p is { Complete: true, Positions.Count: 2 }, "both positions");

        var risk = await Portfolio.GetRisk(_portfolio);

        IsPartial(risk, $"{_second} main: no mark yet");
    }

    [Fact]
    public async Task Risk_is_computed_once_an_interval_and_the_last_result_served_with_its_as_of()
    {
        await using var slow = await BallastCluster.Start(new() { Options = options => options.Risk.Interval = TimeSpan.FromHours(1) });
        var instrument = slow.SomePerpetual();
        var feed = await PublishWalks(slow, instrument);
        await Record(slow, instrument);
        var first = await slow.Client.GetRisk(_portfolio.Name, Token);
        var computations = slow.HeldSamples.Computations(instrument);

        // More points close and the position doubles.
        var later = slow.Time.Next();
        await feed.Publish(Some.Trade(instrument, "later") with { VenueTime = later, ReceivedAt = later });
        await slow.Inventory(instrument).RecordEvents(_portfolio, [Some.Fill(instrument, _portfolio.Name, "t2")]);
        await slow.Portfolio(_portfolio.Name).Until(p => p is { Positions: [{ Quantity: 2m }] }, "the second fill");
        var served = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => slow.Client.GetRisk(_portfolio.Name, Token)));

        Assert.All(served, risk => Assert.Equal((first.AsOf, first.PositionsAsOf, first.ValueAtRisk), (risk.AsOf, risk.PositionsAsOf, risk.ValueAtRisk)));
        Assert.Equal((1, 1), (computations, slow.HeldSamples.Computations(instrument)));
    }

    [Fact]
    public async Task A_portfolio_answers_others_while_its_risk_is_computed()
    {
        await PublishWalks(_first);
        await Record(_first);
        var met = cluster.HeldSamples.Hold(_first);
        var held = Portfolio.GetRisk(_portfolio);
        await met;

        var view = await Portfolio.GetPortfolio(_portfolio);

        Assert.Equal((1, false), (view.Positions.Count, held.IsCompleted));
        cluster.HeldSamples.LetGo(_first);
        Assert.NotNull((await held).ValueAtRisk);
    }

    [Fact]
    public async Task A_book_that_fails_leaves_its_position_out_with_the_reason_until_it_answers_again()
    {
        await PublishWalks(_first);
        await Record(_first);
        var met = cluster.HeldSamples.Hold(_first);
        var failing = Portfolio.GetRisk(_portfolio);
        await met;
        cluster.HeldSamples.LetGo(_first, new IOException("the book is gone"));
        var without = await failing;

        Assert.Null(without.ValueAtRisk);
        Assert.Contains($"no samples of {_first}", without.Reason, StringComparison.Ordinal);
        Assert.NotNull((await Portfolio.GetRisk(_portfolio)).ValueAtRisk);
    }

    [Fact]
    public async Task Stresses_of_all_kinds_are_served_and_a_callers_own_run_on_the_same_positions()
    {
        await PublishWalks(_first);
        await Record(_first);
        var risk = await Portfolio.GetRisk(_portfolio);
        var worth = risk.Components[0].Exposure;

        var own = await cluster.Client.RunStress(
            _portfolio.Name, [new() { Name = "mine", Kind = StressKind.Shock, Shocks = [new("BTC", -0.25)] }], Token);

        Near(-0.25 * worth, own[0].Pnl);
        Near(-0.5 * worth, risk.Stress.Single(result => result.Scenario.Name == "prices -50%").Pnl);
        Assert.Equal(Enum.GetValues<StressKind>(), risk.Stress.Select(result => result.Scenario.Kind).Distinct().Order());
        Assert.NotNull(risk.Exposure);
        Assert.NotNull(risk.Liquidity);
        Assert.Equal("BTC", risk.Exposure.Assets[0].Asset);
    }

    [Fact]
    public async Task A_window_takes_the_moves_of_the_samples_from_its_first_time_to_its_last()
    {
        await PublishWalks(_first);
        await Record(_first);
        var inputs = await cluster.Client.GetRiskInputs(_portfolio.Name, Token);
        var (series, step) = (inputs.Samples[0], inputs.Settings.StepMicros);
        var (from, to) = (series.FirstIndex + 10, series.FirstIndex + 90);

        var told = await cluster.Client.RunStress(
            _portfolio.Name,
            [
                new() { Name = "inside", Kind = StressKind.Window, From = new(from * step), To = new((to * step) + 1) },
                new() { Name = "before", Kind = StressKind.Window, From = new(1_000_000), To = new(to * step) },
                new() { Name = "within a step", Kind = StressKind.Window, From = new(from * step), To = new((from * step) + 1) },
            ],
            Token);

        var worth = (double)(inputs.Legs[0].Quantity * inputs.Legs[0].Mark);
        Near(worth * ((series.Mids[90] / series.Mids[10]) - 1), told[0].Pnl);
        Assert.All(told.Skip(1), one => Assert.Equal((null, $"no move of {_first} in the window"), (one.Pnl, Assert.Single(one.Missing))));
    }

    [Fact]
    public async Task A_stress_that_cannot_be_run_is_refused_with_its_place_by_client_and_grain()
    {
        StressScenario[] scenarios = [new() { Name = "mine", Kind = StressKind.Shock, Shocks = [new("BTC", -1.5)] }];

        var byClient = await Assert.ThrowsAsync<ArgumentException>(() => cluster.Client.RunStress(_portfolio.Name, scenarios, Token));
        var byGrain = await Assert.ThrowsAsync<ArgumentException>(() => Portfolio.RunStress(_portfolio, scenarios));

        Assert.StartsWith("scenarios[0]: Move -1.5 of BTC", byClient.Message, StringComparison.Ordinal);
        Assert.Equal(byClient.Message, byGrain.Message);
    }

    private static void IsPartial(RiskView risk, string reason)
    {
        Assert.Equal(((double?)null, (double?)null), (risk.ValueAtRisk, risk.ExpectedShortfall));
        Assert.Contains(reason, risk.Reason, StringComparison.Ordinal);
        Assert.Contains(reason, risk.Missing);
        Assert.All(risk.Methods, figure => Assert.Null(figure.ValueAtRisk));
        Assert.NotNull(risk.Methods[0].PartialValueAtRisk);
        Assert.NotNull(risk.Methods[0].PartialExpectedShortfall);
    }

    private static void Near(double? expected, double? actual)
    {
        Assert.NotNull(expected);
        Assert.Equal(expected.Value, actual!.Value, Math.Abs(expected.Value) * 1e-12);
    }

    private Task Record(InstrumentId instrument) => Record(cluster, instrument);

    private async Task Record(BallastCluster into, InstrumentId instrument)
    {
        await into.Inventory(instrument).RecordEvents(_portfolio, [Some.Fill(instrument, _portfolio.Name, "t1")]);
        await into.Portfolio(_portfolio.Name).Until(
            p => p.Complete && p.Positions.Any(position => position.Instrument == instrument && position.Mark is not null), $"the marked position in {instrument}");
    }

    private Task<TestFeed> PublishWalks(params InstrumentId[] instruments) => PublishWalks(cluster, instruments);

    /// <summary>One mid at every point of the grid, and what closes them: 150 of them, the last some seconds ago.</summary>
    private static async Task<TestFeed> PublishWalks(BallastCluster into, params InstrumentId[] instruments)
    {
        var start = into.Time.Next();
        var random = new Random(5);
        var feed = await into.StartFeed();
        foreach (var instrument in instruments)
        {
            var mid = 1_000.0;
            var events = Enumerable.Range(0, Points).Select(i => Some.Snapshot(instrument, (mid += Step(random, i)) - 1, mid + 1, At(start, i))).ToArray();
            await feed.Publish(events);
        }

        await feed.Publish(instruments.Select(instrument => Some.Trade(instrument, "end") with { VenueTime = At(start, Points + 30), ReceivedAt = At(start, Points + 30) }));
        return feed;
    }

    /// <summary>A wide one now and then, for tails fatter than the normal's.</summary>
    private static int Step(Random random, int i) => i % 20 == 7 ? random.Next(-80, 81) : random.Next(-10, 11);

    private static Instant At(Instant start, int point) => new(((start.Micros / GridMicros) + point) * GridMicros);
}
