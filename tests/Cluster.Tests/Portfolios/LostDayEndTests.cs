using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Closing;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Cluster.Tests.Portfolios;

/// <summary>Days at whose ends a member was away, new, or not heard by the portfolio.</summary>
public sealed class LostDayEndTests(BallastCluster cluster)
{
    private const int Midnight = 24 * 3_600;

    private readonly PortfolioId _portfolio = new(BallastCluster.Unique("lost"));
    private readonly InstrumentId _first = cluster.SomePerpetual();
    private readonly InstrumentId _second = cluster.SomePerpetual();
    private int _version;

    private IPortfolioGrain Portfolio => cluster.Portfolio(_portfolio.Name);

    [Fact]
    public async Task A_portfolio_that_moved_over_the_end_of_a_day_values_its_members_at_that_end_afterwards()
    {
        var coin = BallastCluster.Unique("COIN");
        cluster.Rates.Set(At(Midnight), coin, 10m);
        cluster.Rates.Set(At(Midnight + 60), coin, 10m);
        await Join(_first);
        await Push(_first, coin, (Midnight - 1, 5m));
        await Portfolio.Flush();
        await cluster.Deactivate(Portfolio);
        cluster.PastValues.Answer(_first, (at, mark) => at == At(Midnight) && mark is null ? Value(6m) : Value(null));

        await Push(_first, coin, (Midnight + 60, 7m));
        await Portfolio.Flush();

        var day = Assert.Single(await Portfolio.GetDays(_portfolio));
        Assert.Equal((null, 60m), (day.Close.Value.Total, day.Current().Value.Total));
        Assert.Equal($"value of {_first} became known", Assert.Single(day.Restatements).Cause);
    }

    [Fact]
    public async Task A_member_that_was_away_gives_the_mark_of_the_days_end_with_the_value_it_closes_later()
    {
        await Join(_first, _second);
        cluster.PastValues.Answer(_second, (_, mark) => Value(mark == 100m ? 7m : null));
        await Portfolio.OnPositions([
            Closing(_first, "USDT", (Midnight - 1, 5m), (Midnight, 6m), (Midnight + 2, 6m)),
            Closing(_second, "USDT", (Midnight - 1, 5m), (Midnight + 2, 6m))]);
        await Portfolio.Flush();
        Assert.Null(Assert.Single(await Portfolio.GetDays(_portfolio)).Current().Value.Total);

        await Push(_second, "USDT", (Midnight, 999m));
        await Portfolio.Flush();

        var day = Assert.Single(await Portfolio.GetDays(_portfolio));
        Assert.Equal((null, 13m), (day.Close.Value.Total, day.Current().Value.Total));
        Assert.Equal(100m, day.Current().Members.Single(member => member.Instrument == _second).Mark);
    }

    [Fact]
    public async Task A_known_day_stays_known_when_a_late_event_needs_a_mark_that_is_not_known()
    {
        await Join(_first, _second);
        await Push(_first, "USDT", (Midnight - 1, 5m), (Midnight, 6m), (Midnight + 1, 6m));
        await Push(_second, "USDT", (Midnight + 1, 1m));
        await Portfolio.Flush();
        var before = (await Portfolio.GetDays(_portfolio))[0].Current();
        cluster.PastValues.Answer(_second, (_, _) => Value(null));

        await Portfolio.OnPositions([Push(_second) with { Late = [new(At(Midnight), "fill 4711")] }]);
        await Portfolio.Flush();

        Assert.Equal((6m, 6m), (before.Value.Total, (await Portfolio.GetDays(_portfolio))[0].Current().Value.Total));
    }

    [Fact]
    public async Task A_late_fill_in_an_instrument_that_is_new_to_the_portfolio_restates_the_day_at_the_stored_sample()
    {
        var close = new Instant(Some.Now.Micros / (Midnight * Instant.PerSecond) * Midnight * Instant.PerSecond);
        var grid = new SamplingGrid(TimeSpan.FromMilliseconds(100));
        await cluster.Samples.Append(_second, grid.Step, grid.IndexAtOrBefore(close), new[] { 110.0 }, TestContext.Current.CancellationToken);
        await Join(_first);
        var end = (int)(close.Micros / Instant.PerSecond);
        await Push(_first, "USDT", (end - 1, 5m), (end, 6m));
        await Portfolio.Flush();

        await cluster.Inventory(_second).RecordEvents(_portfolio, [Some.Fill(_second, _portfolio.Name, "t1") with { VenueTime = close - TimeSpan.FromSeconds(30) }]);
        await cluster.Inventory(_second).Flush();
        await Portfolio.Flush();

        var day = Assert.Single(await Portfolio.GetDays(_portfolio));
        Assert.Equal((6m, 16m), (day.Close.Value.Total, day.Current().Value.Total));
        Assert.StartsWith("fill t1", Assert.Single(day.Restatements).Cause, StringComparison.Ordinal);
        Assert.Equal((110m, 110m), (day.Current().Members[^1].Mark, day.Current().Members[^1].Mid));
    }

    [Fact]
    public async Task An_activation_that_was_replaced_closes_no_second_and_the_newer_one_closes_it_again()
    {
        await Join(_first);
        await Portfolio.OnPositions([Push(_first) with { Epoch = 2 }]);
        await Push(_first, "USDT", (Midnight + 1, 5m));
        await Portfolio.Flush();
        Assert.Null(await Portfolio.GetClosedTo(_first));

        await Portfolio.OnPositions([Closing(_first, "USDT", (Midnight + 1, 7m)) with { Epoch = 2 }]);
        await Portfolio.Flush();

        Assert.Equal([7m], (await Portfolio.GetCurve(_portfolio, default, new(Instant.MaxMicros), CurveResolution.Second)).Points.Select(point => point.Total));
    }

    [Fact]
    public async Task A_portfolio_whose_first_second_is_the_end_of_a_day_closes_that_day()
    {
        await Join(_first);
        await Push(_first, "USDT", (Midnight, 6m));
        await Portfolio.Flush();

        Assert.Equal([(At(Midnight), 6m)], (await Portfolio.GetDays(_portfolio)).Select(day => (day.Close.At, day.Close.Value.Total)));
    }

    private static Instant At(long second) => new(second * Instant.PerSecond);

    private static PnlAttribution Value(decimal? total) => PnlAttribution.Zero with { Inventory = total, Total = total, Reason = total is null ? "no mark" : null };

    private async Task Join(params InstrumentId[] members)
    {
        foreach (var member in members)
        {
            await Portfolio.RecordMember(member);
        }
    }

    private PositionPush Push(InstrumentId instrument) =>
        new() { Instrument = instrument, Epoch = 1, Version = ++_version, JournalLength = 1, Positions = [], Settle = "USDT" };

    private Task Push(InstrumentId instrument, string settle, params (int Second, decimal? Total)[] closed) =>
        Portfolio.OnPositions([Closing(instrument, settle, closed)]);

    private PositionPush Closing(InstrumentId instrument, string settle, params (int Second, decimal? Total)[] closed) => Push(instrument) with
    {
        Settle = settle,
        Closed = [.. closed.Select(c => new ClosedValue { At = At(c.Second), Value = Value(c.Total), Mark = 100m, Mid = 100m })],
    };
}
