using Ballast.Domain.Pnl.Closing;

namespace Ballast.Cluster.Tests.Portfolios;

/// <summary>Seconds, and so ends of days, that pass while an inventory moves.</summary>
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
        var before = await CurvePast(default);

        for (var moves = 0; moves < 2; moves++)
        {
            await cluster.Deactivate(cluster.Inventory(_instrument));
            await cluster.Inventory(_instrument).GetPosition(_portfolio);
            before = await CurvePast(Some.Now);
        }

        var first = before.TakeWhile(point => point.Total is null).Count();
        Assert.All(before.Skip(first), point => Assert.Equal((10m, true), (point.Total, point.Complete)));
        Assert.Equal(before[0].At.Micros + ((before.Count - 1) * Instant.PerSecond), before[^1].At.Micros);
    }

    /// <summary>The curve once it has points past a time.</summary>
    private async Task<IReadOnlyList<CurvePoint>> CurvePast(Instant time)
    {
        await foreach (var _ in cluster.Portfolio(_portfolio.Name).Watch(_portfolio, Token).WithBatchSize(1))
        {
            var curve = await cluster.Portfolio(_portfolio.Name).GetCurve(_portfolio, default, new(Instant.MaxMicros), CurveResolution.Second);
            if (curve.Points.Count > 1 && curve.Points[^1].At > time && curve.Points[^1].Total is not null)
            {
                return curve.Points;
            }
        }

        throw new TimeoutException($"no second past {time}");
    }
}
