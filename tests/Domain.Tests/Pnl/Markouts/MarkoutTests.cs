using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Pnl.Markouts;
using Xunit;
using static Ballast.Domain.Tests.Pnl.Markouts.SomeMarkouts;

namespace Ballast.Domain.Tests.Pnl.Markouts;

public sealed class MarkoutTests
{
    [Fact]
    public void A_markout_is_spread_capture_plus_drift()
    {
        var markouts = FillMarkouts.Of(SomeFill(), Final(100.5m), [Final(99m)]);
        Assert.Equal(1m, markouts.Spread);
        Assert.Equal(new Markout(99m, -2m, -100m, -3m), markouts.Markouts[0]);
    }

    [Fact]
    public void Without_a_mid_at_the_fill_spread_and_drift_are_unknown_and_the_markout_is_known()
    {
        var markouts = FillMarkouts.Of(SomeFill(side: Side.Sell), Final(null), [Final(99m)]);
        Assert.Null(markouts.Spread);
        Assert.Null(markouts.EffectiveHalfSpreadBps);
        Assert.Equal(new Markout(99m, 2m, 100m, null), markouts.Markouts[0]);
    }

    [Fact]
    public void A_horizon_that_passed_without_a_mid_is_not_pending()
    {
        var markouts = FillMarkouts.Of(SomeFill(), null, [null, Final(null)]);
        Assert.Null(markouts.AtFill);
        Assert.Null(markouts.Markouts[0]);
        Assert.Equal(new Markout(null, null, null, null), markouts.Markouts[1]);
    }

    [Fact]
    public void A_markout_past_decimal_is_unknown() =>
        Assert.Equal(new Markout(1e27m, null, null, null), Markout.Of(SomeFill(quantity: 1000m, price: 1e-3m), 1e27m, 100m));
}
