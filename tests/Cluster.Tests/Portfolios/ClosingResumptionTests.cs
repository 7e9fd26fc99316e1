using Ballast.Domain.Pnl.Closing;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Testing.Processes;

namespace Ballast.Cluster.Tests.Portfolios;

/// <summary>Seconds, and so ends of days, that pass while an inventory or a portfolio moves.</summary>
public sealed class ClosingResumptionTests(BallastCluster cluster)
{
    private readonly PortfolioId _portfolio = new(BallastCluster.Unique("moving"));
    private readonly InstrumentId _instrument = cluster.SomePerpetual();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_second_of_a_move_is_closed_with_the_mid_that_the_book_had()
    {
        var feed = await cluster.StartFeed();
        feed.KeepsUp = true;
        await feed.Publish(Some.Snapshot(_instrument, 109, 111));
        await cluster.Inventory(_instrument).RecordEvents(_portfolio, [Some.Fill(_instrument, _portfolio.Name, "t1") with { VenueTime = Some.Now }]);
        var before = await KnownPast(default);

        for (var moves = 0; moves < 2; moves++)
        {
            await cluster.Deactivate(cluster.Inventory(_instrument));
            await cluster.Inventory(_instrument).GetPosition(_portfolio);
            before = await KnownPast(Some.Now);
        }

        var first = before.TakeWhile(point => point.Total is null).Count();
        Assert.All(before.Skip(first), point => Assert.Equal((10m, true), (point.Total, point.Complete)));
        Assert.Equal(before[0].At.Micros + ((before.Count - 1) * Instant.PerSecond), before[^1].At.Micros);
    }

    [Fact]
    public async Task Seconds_that_a_portfolio_had_received_and_not_stored_when_it_moved_are_closed_by_the_next_activation()
    {
        var portfolio = cluster.Portfolio(_portfolio.Name);
        var lagging = cluster.SomePerpetual();
        var feed = await cluster.StartFeed();
        feed.KeepsUp = true;
        await feed.Publish(Some.Snapshot(_instrument, 109, 111));
        await cluster.Inventory(_instrument).RecordEvents(_portfolio, [Some.Fill(_instrument, _portfolio.Name, "t1") with { VenueTime = Some.Now }]);
        var stored = (await KnownPast(default))[^1].At;

        // Seconds wait for a member that has begun and lags, so they are received and not stored.
        await portfolio.RecordMember(lagging);
        await portfolio.OnPositions([Closed(lagging, stored + TimeSpan.FromSeconds(3), 1)]);
        var received = stored + TimeSpan.FromSeconds(8);
        await Eventually.Until("seconds of the inventory", Waiting.Patience, async () => await portfolio.GetClosedTo(_instrument) >= received, Token);
        await cluster.Deactivate(portfolio);

        await portfolio.OnPositions([Closed(lagging, stored + TimeSpan.FromSeconds(4), 60)]);

        var curve = await KnownPast(received);
        var since = curve.Where(point => point.At > stored + TimeSpan.FromSeconds(3) && point.At <= received).ToArray();
        Assert.Equal(5, since.Length);
        Assert.All(since, point => Assert.Equal((10m, true), (point.Total, point.Complete)));
    }

    /// <summary>Seconds that a member without profit has closed.</summary>
    private static PositionPush Closed(InstrumentId member, Instant first, int seconds) => new()
    {
        Instrument = member,
        Epoch = 1,
        Version = first.Micros,
        JournalLength = 1,
        Positions = [],
        Settle = "USDT",
        Closed = [.. Enumerable.Range(0, seconds).Select(i => new ClosedValue { At = first + TimeSpan.FromSeconds(i), Value = PnlAttribution.Zero, Mark = 100m, Mid = 100m })],
    };

    private Task<IReadOnlyList<CurvePoint>> KnownPast(Instant time) => cluster.CurvePast(_portfolio, time, point => point.Total is not null);
}
