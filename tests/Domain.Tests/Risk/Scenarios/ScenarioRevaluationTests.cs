using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Scenarios;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Scenarios;

public sealed class ScenarioRevaluationTests
{
    private static readonly InstrumentId Perp = new("some", "BTC-PERP");
    private static readonly InstrumentId Coin = new("some", "XBTUSD");
    private static readonly InstrumentId BtcUsdt = new("some", "BTCUSDT");
    private static readonly ContractValue Linear = new(ContractKind.Linear, 1);
    private static readonly ContractValue Inverse = new(ContractKind.Inverse, 1);
    private static readonly FxLeg Usdt = new("USDT", 1, []);

    private static SampleSeries Series(InstrumentId id, long first, params double[] mids) => new(id, first, mids);

    private static ScenarioSet Revalue(RiskLeg[] legs, FxLeg[] fx, SampleSeries[] samples, int window = 100) =>
        ScenarioRevaluation.Revalue(legs, [], fx.ToDictionary(f => f.Settle), ScenarioMoves.OfHistory(samples, window));

    private static void Near(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }

    [Fact]
    public void A_linear_leg_moves_with_its_relative_move()
    {
        // +10 % and −10 % of 3 · 200.
        var set = Revalue([new(Perp, Linear, 3, 200, "USDT")], [Usdt], [Series(Perp, 7, 100, 110, 99)]);
        Near([60, -60], set.Total);
        Assert.Equal([8, 9], ScenarioMoves.OfHistory([Series(Perp, 7, 100, 110, 99)], 100).GridIndex);
        Assert.Equal(2, set.Total.Length);
        Assert.Empty(set.Reasons);
    }

    [Fact]
    public void An_inverse_leg_is_revalued_in_full_and_converted_at_the_shocked_rate()
    {
        // 100,000 contracts at 50,000 are −2 BTC; at +25 % −1.6: a profit of 0.4 BTC, worth 0.4 · 50,000 · 1.25.
        var set = Revalue(
            [new(Coin, Inverse, 100_000, 50_000, "BTC")],
            [new("BTC", 50_000, [new(BtcUsdt, Inverse: false)])],
            [Series(Coin, 0, 4, 5), Series(BtcUsdt, 0, 8, 10)]);
        Near([25_000], set.Total);
    }

    [Fact]
    public void An_inverse_hop_divides_by_its_move()
    {
        // A profit of 10 USDT in BTC at 1/50,000, which falls by the same 25 % rise: 10/62,500.
        var set = Revalue(
            [new(Perp, Linear, 1, 100, "USDT")],
            [new("USDT", 1m / 50_000, [new(BtcUsdt, Inverse: true)])],
            [Series(Perp, 0, 100, 110), Series(BtcUsdt, 0, 8, 10)]);
        Near([10 / 62_500.0], set.Total);
    }

    [Fact]
    public void Legs_hedge_only_within_one_scenario()
    {
        var set = Revalue(
            [new(Perp, Linear, 1, 100, "USDT"), new(BtcUsdt, Linear, -1, 100, "USDT")],
            [Usdt],
            [Series(Perp, 0, 100, 110, 110), Series(BtcUsdt, 0, 100, 110, 121)]);
        Near([0, -10], set.Total);
    }

    [Fact]
    public void A_step_any_instrument_lacks_is_dropped_and_the_newest_are_kept()
    {
        // Steps to 2, 3 lack Perp's sample at 2; BtcUsdt begins at 3, so 5 and 6 and 4 remain, of which two are kept.
        var samples = new[] { Series(Perp, 0, 1, 1, double.NaN, 1, 1, 1, 1), Series(BtcUsdt, 3, 1, 1, 1, 1, 1) };
        Assert.Equal([4, 5, 6], ScenarioMoves.OfHistory(samples, 100).GridIndex);
        Assert.Equal([5, 6], ScenarioMoves.OfHistory(samples, window: 2).GridIndex);
    }

    [Fact]
    public void Joint_histories_with_gaps_are_those_of_a_plain_search()
    {
        // Longer than the window several times over, so that gaps make the search go further back.
        var random = new Random(4);
        for (var round = 0; round < 200; round++)
        {
            SampleSeries[] samples = [.. Enumerable.Range(0, random.Next(1, 5)).Select(i => Series(
                new("some", $"S{i}"), random.Next(5), [.. Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(8) == 0 ? double.NaN : 1 + random.NextDouble())]))];
            var (window, steps) = (random.Next(1, 30), random.Next(1, 4));
            var found = Enumerable.Range(0, 80).Reverse().Where(index => samples.All(s => double.IsFinite(s.MoveTo(index, steps)))).Take(window).Reverse().Select(i => (long)i).ToArray();

            var moves = ScenarioMoves.OfHistory(samples, window, steps);

            Assert.Equal(found, moves.GridIndex);
            Assert.All(samples, s => Assert.Equal(found.Select(index => s.MoveTo(index, steps)), moves.Of(s.Instrument)!));
        }
    }

    [Fact]
    public void An_instrument_without_samples_or_an_asset_without_rate_empties_the_set_and_is_named()
    {
        var legs = new RiskLeg[] { new(Perp, Linear, 1, 100, "USDT"), new(Coin, Inverse, 1, 100, "BTC") };
        var set = Revalue(legs, [Usdt], [Series(Perp, 0, 1, 2)]);
        Assert.Empty(set.Total);
        Assert.Equal(["no conversion of BTC", "no samples of some/XBTUSD"], set.Reasons);
    }

    [Fact]
    public void Histories_that_never_meet_say_so()
    {
        var legs = new RiskLeg[] { new(Perp, Linear, 1, 100, "USDT"), new(BtcUsdt, Linear, 1, 100, "USDT") };
        var set = Revalue(legs, [Usdt], [Series(Perp, 0, 1, 2), Series(BtcUsdt, 9, 1, 2)]);
        Assert.Empty(set.Total);
        Assert.Single(set.Reasons);
    }

    [Fact]
    public void A_flat_leg_needs_no_samples()
    {
        var set = Revalue([new(Perp, Linear, 0, 100, "USDT")], [], []);
        Assert.Empty(set.Total);
        Assert.Empty(set.Reasons);
    }

    [Fact]
    public void A_move_over_several_steps_is_of_the_ends()
    {
        var moves = ScenarioMoves.OfHistory([Series(Perp, 0, 100, 110, 99, 121)], 100, steps: 2);

        Near([-0.01, 0.1], moves.Of(Perp)!);
        Assert.Equal([2, 3], moves.GridIndex);
    }

    [Fact]
    public void A_move_no_price_can_make_is_refused() =>
        Assert.Throws<ArgumentException>(() => new ScenarioMoves(new Dictionary<InstrumentId, double[]> { [Perp] = [-1] }, 1));
}
