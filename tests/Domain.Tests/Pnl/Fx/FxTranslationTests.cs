using System.Text.Json;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Pnl.RollUp;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.Pnl.Fx;

public sealed class FxTranslationTests
{
    private static readonly Gen<Step> AnyStep = Gen.Select(
        Gen.Select(Amount, Amount, Amount),
        Gen.Select(Amount, Amount),
        Gen.Long[1, 9_000_000].Select(n => n / 100m),
        Gen.Int[0, 31],
        (moves, costs, rate, gaps) => new Step(moves.Item1, moves.Item2, moves.Item3, costs.Item1, costs.Item2, rate, gaps));

    private static Gen<decimal> Amount => Gen.Long[-2_000_000_000, 2_000_000_000].Select(n => n / 1_000_000m);

    [Fact]
    public void Each_increment_takes_the_rate_of_its_own_minute_and_earlier_profit_is_translated_apart()
    {
        var translation = FxTranslation.Empty
            .Close(Minute(1), [Profit(spread: 1m)], _ => 100m)
            .Close(Minute(2), [Profit(spread: 1m, inventory: 2m)], _ => 110m);

        var now = translation.Now([Profit(spread: 1m, inventory: 3m, fees: 1m)], _ => 120m).Value;

        // Spread 1 at 100; inventory 2 at 110 and 1 at 120; fee 1 at 120; FX 1·10 and then 3·10.
        Assert.Equal((100m, 340m, 120m, 40m), (now.Spread, now.Inventory, now.Fees, now.Fx));
        Assert.Equal(360m, now.Total);
        Assert.Equal(now.Total, now.Explained);
    }

    [Fact]
    public void A_minute_without_a_rate_waits_and_nothing_is_dropped()
    {
        var translation = FxTranslation.Empty
            .Close(Minute(1), [Profit(spread: 1m)], _ => 100m)
            .Close(Minute(2), [Profit(spread: 3m)], _ => null)
            .Close(Minute(3), [Profit(spread: 4m)], _ => 110m);

        var now = translation.Now([Profit(spread: 4m)], _ => 110m).Value;

        Assert.Equal((430m, 10m, 440m), (now.Spread, now.Fx, now.Total));
    }

    [Fact]
    public void A_part_that_is_not_known_is_unknown_until_it_is_and_the_total_stays()
    {
        var unknown = Profit(spread: 2m, inventory: 1m) with
        {
            Value = Profit(spread: 2m, inventory: 1m).Value with { Spread = null, Reason = "a fill without a mid" },
        };
        var translation = FxTranslation.Empty.Close(Minute(1), [Profit(spread: 1m, inventory: 1m)], _ => 100m).Close(Minute(2), [unknown], _ => 110m);

        var now = translation.Now([unknown], _ => 110m).Value;
        var later = translation.Now([Profit(spread: 2m, inventory: 1m)], _ => 120m).Value;

        Assert.Equal((null, null, 100m, 330m, "a fill without a mid"), (now.Spread, now.Fx, now.Inventory, now.Total, now.Reason));
        Assert.Equal((100m + 120m, 20m + 20m, 360m), (later.Spread, later.Fx, later.Total));
        Assert.Equal(later.Total, later.Explained);
    }

    [Fact]
    public void Without_a_rate_now_the_rest_is_in_the_partial_total()
    {
        var now = FxTranslation.Empty.Now([Profit(spread: 1m), Profit(spread: 5m) with { Asset = "USDT" }], asset => asset == "USDT" ? 1m : null);

        Assert.Equal((null, null, 5m), (now.Value.Total, now.Value.Spread, now.PartialTotal));
        Assert.Equal(["no fresh rate from BTC"], now.Missing);
    }

    [Fact]
    public void What_is_past_decimal_is_unknown_with_a_reason()
    {
        var now = FxTranslation.Empty.Close(Minute(1), [Profit(spread: decimal.MaxValue)], _ => 10m).Now([Profit(spread: decimal.MaxValue)], _ => 10m);

        Assert.Equal((null, null, "a figure is past what decimal holds"), (now.Value.Total, now.Value.Spread, now.Value.Reason));
    }

    [Fact]
    public void Parts_and_fx_are_the_settle_totals_at_the_present_rate_whatever_was_missing_and_whenever_it_was_saved() =>
        Gen.Select(AnyStep.Array[1, 200], AnyStep.Array[1, 200]).Sample((coins, others) =>
        {
            var translation = FxTranslation.Empty;
            var steps = Math.Min(coins.Length, others.Length);
            var coin = Profit();
            var other = Profit() with { Asset = "ETH" };
            for (var i = 0; i < steps; i++)
            {
                coin = coins[i].Add(coin);
                other = others[i].Add(other);
                var (left, right) = (coins[i], others[i]);
                translation = translation.Close(
                    Minute(i + 1), [left.Hide(coin), right.Hide(other)], asset => asset == "BTC" ? left.KnownRate : right.KnownRate);
                if ((left.Gaps & 1) == 0)
                {
                    translation = JsonSerializer.Deserialize<FxTranslation>(JsonSerializer.Serialize(translation))!;
                }

                var now = translation.Now([coin, other], asset => asset == "BTC" ? left.Rate : right.Rate).Value;
                Assert.True(now.Holds, $"step {i}: {now}");
                Assert.Equal((coin.Value.Total * left.Rate) + (other.Value.Total * right.Rate), now.Total);
            }
        });

    private static Instant Minute(int k) => new(k * 60L * Instant.PerSecond);

    private static SettledProfit Profit(decimal spread = 0, decimal inventory = 0, decimal fees = 0) => SettledProfit.None("BTC")
        .Add("", PnlAttribution.Zero with { Spread = spread, Inventory = inventory, Fees = fees, Total = spread + inventory - fees });

    /// <summary>Increments of a minute; the bits of Gaps say what is not known at it.</summary>
    private sealed record Step(decimal Spread, decimal Inventory, decimal Basis, decimal Fees, decimal Funding, decimal Rate, int Gaps)
    {
        internal decimal? KnownRate => (Gaps & 6) == 6 ? null : Rate;

        internal SettledProfit Add(SettledProfit profit) => profit.Add("", new()
        {
            Spread = Spread,
            Inventory = Inventory,
            MarkBasis = Basis,
            Fees = Fees,
            Funding = Funding,
            Fx = 0,
            Total = Spread + Inventory + Basis - Fees + Funding,
        });

        internal SettledProfit Hide(SettledProfit profit) => profit with
        {
            Value = profit.Value with
            {
                Spread = (Gaps & 24) == 24 ? null : profit.Value.Spread,
                Funding = (Gaps & 20) == 20 ? null : profit.Value.Funding,
            },
        };
    }
}
