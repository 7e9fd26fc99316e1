using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Closing;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Cluster.Tests.Portfolios;

/// <summary>Curve and days that a portfolio makes from closed values. The members are instruments whose pushes the test sends.</summary>
public sealed class ClosingTests(BallastCluster cluster)
{
    private const int Noon = 12 * 3_600;
    private const int Midnight = 24 * 3_600;

    private readonly PortfolioId _portfolio = new(BallastCluster.Unique("closing"));
    private readonly InstrumentId _first = cluster.SomePerpetual();
    private readonly InstrumentId _second = cluster.SomePerpetual();
    private int _version;

    private IPortfolioGrain Portfolio => cluster.Portfolio(_portfolio.Name);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_is_a_point_when_every_member_has_closed_it()
    {
        await Join(_first, _second);
        await Push(_first, (Noon, 5m), (Noon + 1, 6m));
        Assert.Empty(await Curve());

        await Push(_second, (Noon, 7m));

        Assert.Equal([new(At(Noon), 12m, 12m, true)], await Curve());
    }

    [Fact]
    public async Task A_member_that_skips_a_second_leaves_it_incomplete_and_what_comes_later_changes_nothing()
    {
        await Join(_first, _second);
        await Push(_first, (Noon, 5m), (Noon + 1, 6m), (Noon + 2, 6m));
        await Push(_second, (Noon, 7m), (Noon + 2, 7m));
        CurvePoint[] expected = [new(At(Noon), 12m, 12m, true), new(At(Noon + 1), null, 6m, false), new(At(Noon + 2), 13m, 13m, true)];
        Assert.Equal(expected, await Curve());

        await Push(_second, (Noon + 1, 7m), (Noon + 2, 9m));

        Assert.Equal(expected, await Curve());
    }

    [Fact]
    public async Task The_curve_survives_a_reactivation_and_goes_on()
    {
        await Join(_first);
        await Push(_first, (Noon, 5m), (Noon + 59, 6m), (Noon + 60, 7m));
        await Drained();
        await cluster.Deactivate(Portfolio);
        Assert.Equal([5m, 6m, 7m], (await Curve()).Select(point => point.Total));

        await Push(_first, (Noon + 60, 9m), (Noon + 120, 8m), (Noon + 180, 8m));

        Assert.Equal([5m, 6m, 7m, 8m, 8m], (await Curve()).Select(point => point.Total));
        Assert.Equal([6m, 7m, 8m], (await Curve(CurveResolution.Minute)).Select(point => point.Total));
    }

    [Fact]
    public async Task The_resolution_follows_the_range_and_a_range_backwards_is_refused()
    {
        await Join(_first);
        await Push(_first, (Noon, 5m), (Noon + 60, 7m));
        await Drained();

        Assert.Equal(CurveResolution.Second, (await cluster.Client.GetCurve(_portfolio.Name, At(Noon), At(Noon + 60), null, Token)).Resolution);
        Assert.Equal(CurveResolution.Minute, (await cluster.Client.GetCurve(_portfolio.Name, At(0), At(Midnight), null, Token)).Resolution);
        Assert.Equal(CurveResolution.Day, (await cluster.Client.GetCurve(_portfolio.Name, At(0), At(100 * Midnight), null, Token)).Resolution);
        await Assert.ThrowsAsync<ArgumentException>(() => cluster.Client.GetCurve(_portfolio.Name, At(1), At(0), null, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => Portfolio.GetCurve(_portfolio, At(1), At(0), null));
    }

    [Fact]
    public async Task A_second_waits_for_the_rates_of_its_minute_and_each_minute_counts_at_its_own()
    {
        var coin = BallastCluster.Unique("COIN");
        var day = 400 * Midnight;
        cluster.Rates.Set(At(day - 60), coin, 100m);
        cluster.Rates.Set(At(day), coin, 110m);
        cluster.Rates.Open(At(day));
        await Join(_first);
        await Push(_first, coin, (day - 60, 1m), (day, 3m));
        await Drained();
        Assert.Equal([100m], (await Curve()).Select(point => point.Total));

        cluster.Rates.Close(At(day));
        await Drained();

        Assert.Equal([100m, 330m], (await Curve()).Select(point => point.Total));
        var close = Assert.Single(await Portfolio.GetDays(_portfolio)).Close;
        Assert.Equal((320m, 10m, 330m), (close.Value.Inventory, close.Value.Fx, close.Value.Total));
        Assert.Equal([new(coin, 110m)], close.Rates);
    }

    [Fact]
    public async Task A_day_closes_with_every_member_and_its_boundary()
    {
        await Join(_first, _second);
        await Push(_first, (Midnight - 1, 5m), (Midnight, 6m));
        await Push(_second, (Midnight - 1, 7m), (Midnight, null));
        await Drained();

        var close = Assert.Single(await cluster.Client.GetDays(_portfolio.Name, Token)).Close;

        Assert.Equal((At(Midnight), TimeSpan.Zero, "USDT", 6m, null), (close.At, close.Boundary, close.Currency, close.PartialTotal, close.Value.Total));
        Assert.Equal([_first, _second], close.Members.Select(member => member.Instrument));
        Assert.Equal([6m, null], close.Members.Select(member => member.Value.Total));
        Assert.Contains(close.Missing, reason => reason.Contains($"{_second}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_boundary_holds_from_the_next_day_on_also_after_a_reactivation()
    {
        await Join(_first);
        await Push(_first, (Noon, 5m));
        await Drained();
        await cluster.Client.SetDayBoundary(_portfolio.Name, TimeSpan.FromHours(8), Token);
        await cluster.Deactivate(Portfolio);
        await Push(_first, (Midnight, 6m), (Midnight + Noon, 7m));
        await Drained();

        var closes = (await Portfolio.GetDays(_portfolio)).Select(day => day.Close).ToArray();

        Assert.Equal([(At(Midnight), TimeSpan.Zero), (At(Midnight + (8 * 3_600)), TimeSpan.FromHours(8))], closes.Select(c => (c.At, c.Boundary)));
        Assert.Equal([6m, null], closes.Select(close => close.Value.Total));
        await Assert.ThrowsAsync<ArgumentException>(() => Portfolio.SetDayBoundary(_portfolio, TimeSpan.FromDays(1)));
    }

    [Fact]
    public async Task A_late_event_restates_the_days_closed_since_and_only_once()
    {
        await Join(_first);
        await Push(_first, (Midnight - 1, 5m), (Midnight, 6m), (2 * Midnight, 7m));
        await Drained();
        cluster.PastValues.Answer(_first, (at, mark) => at == At(Midnight) && mark == 100m ? Value(6m) : Value(9m));

        await Portfolio.OnPositions([Push(_first) with { Late = [new(At(Midnight + 5), "fill 4711")] }]);
        await Drained();
        await Portfolio.OnPositions([Push(_first) with { Late = [new(At(5), "fill 4712")] }]);
        await Drained();

        var days = await Portfolio.GetDays(_portfolio);
        Assert.Equal([0, 1], days.Select(day => day.Restatements.Length));
        var restatement = days[1].Restatements[0];
        Assert.Equal((7m, 9m, "fill 4711"), (restatement.Old.Total, restatement.New.Total, restatement.Cause));
        Assert.NotEqual(default, restatement.RecordedAt);
        Assert.Equal((7m, 9m), (days[1].Close.Value.Total, days[1].Current().Value.Total));
    }

    [Fact]
    public async Task A_late_event_is_not_taken_before_it_is_durably_noted_and_is_looked_at_after_a_reactivation()
    {
        await Join(_first);
        await Push(_first, (Midnight - 1, 5m), (Midnight, 6m));
        await Drained();
        cluster.Faults.Fail(_portfolio.Name, new IOException("the store is down"));
        var late = Push(_first) with { Late = [new(At(Midnight), "fill 4711")] };
        await Assert.ThrowsAnyAsync<Exception>(() => Portfolio.OnPositions([late]));
        cluster.Faults.Heal(_portfolio.Name);
        cluster.PastValues.Answer(_first, (_, _) => throw new TimeoutException("gone"));
        await Portfolio.OnPositions([late]);
        await Drained();
        Assert.Empty((await Portfolio.GetDays(_portfolio))[0].Restatements);

        cluster.PastValues.Answer(_first, (_, _) => Value(8m));
        await cluster.Deactivate(Portfolio);
        await Drained();

        Assert.Equal((6m, 8m), (await Portfolio.GetDays(_portfolio))[0].Restatements.Select(r => (r.Old.Total, r.New.Total)).Single());
    }

    [Fact]
    public async Task An_inventory_activated_anew_has_its_last_days_checked()
    {
        await Join(_first);
        await Push(_first, (Midnight - 1, 5m), (Midnight, 6m), (10 * Midnight, 7m));
        await Drained();
        cluster.PastValues.Answer(_first, (_, _) => Value(9m));

        await Portfolio.OnPositions([Push(_first) with { Epoch = 2 }]);
        await Drained();

        var days = await Portfolio.GetDays(_portfolio);
        Assert.Empty(days[0].Restatements);
        Assert.Equal((9m, $"found on reactivation of {_first}"), days[^1].Restatements.Select(r => (r.New.Total, r.Cause)).Single());
    }

    [Fact]
    public async Task Parts_that_do_not_make_the_total_are_counted_and_shown()
    {
        await cluster.Inventory(_first).RecordEvents(_portfolio, [Some.Fill(_first, _portfolio.Name, "t1") with { VenueTime = Some.Now }]);
        var real = (await cluster.Inventory(_first).GetPosition(_portfolio))!;
        var position = real.Positions[0];

        await Portfolio.OnPositions([Push(_first) with { Epoch = real.Epoch + 1, Positions = [position with { Attribution = Value(5m) with { Fees = 1m }, Total = 5m }] }]);

        Assert.True((await Portfolio.GetPortfolio(_portfolio)).IdentityViolations > 0);
    }

    [Fact]
    public async Task Seconds_that_a_real_inventory_closes_make_a_curve_that_agrees_with_the_view()
    {
        var feed = await cluster.StartFeed();
        feed.KeepsUp = true;
        await feed.Publish(Some.Snapshot(_first, 109, 111));
        await cluster.Inventory(_first).RecordEvents(_portfolio, [Some.Fill(_first, _portfolio.Name, "t1") with { VenueTime = Some.Now }]);

        var curve = await Curves(Token).Until(points => points.Count > 1 && points[^1].Total == 10m, "a closed second");

        Assert.True(curve[^1].Complete);
        var view = await Portfolio.GetPortfolio(_portfolio);
        Assert.Equal((10m, 10m, 0), (view.Attribution!.Total, view.Attribution.Explained, view.IdentityViolations));
        Assert.Equal("USDT", Assert.Single(view.Settled).Asset);
    }

    /// <summary>The curve after every push.</summary>
    private async IAsyncEnumerable<IReadOnlyList<CurvePoint>> Curves(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Token);
        await foreach (var _ in Portfolio.Watch(_portfolio, either.Token).WithBatchSize(1))
        {
            yield return await Curve();
        }
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

    private Task Push(InstrumentId instrument, params (int Second, decimal? Total)[] closed) => Push(instrument, "USDT", closed);

    private Task Push(InstrumentId instrument, string settle, params (int Second, decimal? Total)[] closed) => Portfolio.OnPositions([Push(instrument) with
    {
        Settle = settle,
        Closed = [.. closed.Select(c => new ClosedValue { At = At(c.Second), Value = Value(c.Total), Mark = 100m, Mid = 100m })],
    }]);

    private Task Drained() => Portfolio.Flush();

    private async Task<IReadOnlyList<CurvePoint>> Curve(CurveResolution resolution = CurveResolution.Second)
    {
        await Drained();
        return (await Portfolio.GetCurve(_portfolio, default, new(Instant.MaxMicros), resolution)).Points;
    }
}
