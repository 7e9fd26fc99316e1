using Ballast.Grains.Interfaces.Risk;

namespace Ballast.Cluster.Tests.Risk;

/// <remarks>On a cluster of its own: no other test's feed closes points of its instruments.</remarks>
public sealed class RiskTests(BallastCluster cluster) : IClassFixture<BallastCluster>
{
    private const int Points = 250;
    private const int DelayedPoints = 20;
    private const long GridMicros = 100_000;

    private readonly InstrumentId _instrument = cluster.SomePerpetual();
    private readonly PortfolioId _portfolio = new(BallastCluster.Unique("desk"));

    private IPortfolioGrain Portfolio => cluster.Portfolio(_portfolio.Name);

    [Fact]
    public async Task Value_at_risk_on_too_few_samples_is_unknown_and_says_why()
    {
        var start = cluster.Time.Next();
        var feed = await cluster.StartFeed();
        await feed.Publish(Enumerable.Range(0, 5).Select(i => Some.Snapshot(_instrument, 99 + i, 101 + i, At(start, i))));
        await Record();

        var risk = await Portfolio.GetRisk(_portfolio);

        Assert.Equal(((double?)null, (double?)null), (risk.ValueAtRisk, risk.ExpectedShortfall));
        Assert.NotNull(risk.Reason);
        Assert.NotEqual("", risk.Reason);
    }

    [Fact]
    public async Task Value_at_risk_equals_a_naive_computation_from_the_mids()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var start = cluster.Time.Next();
        var mids = new double[Points];
        for (var i = 0; i < Points; i++)
        {
            mids[i] = i == 0 ? 1_000 : mids[i - 1] + random.Next(-20, 21);
        }

        // One change exactly at each grid point, so that the sample of a point is the mid of the same number.
        var feed = await cluster.StartFeed();
        await feed.Publish(mids.Select((mid, i) => Some.Snapshot(_instrument, mid - 1, mid + 1, At(start, i))));
        await Record();

        // A point closes when what has arrived is 2 s past it; the mid stays as it was.
        await feed.Publish(Some.Snapshot(_instrument, mids[^1] - 1, mids[^1] + 1, At(start, Points + 30)));
        await Portfolio.Until(p => p is { Complete: true, Positions: [{ Mark: not null }] }, "the marked position");
        var risk = await Portfolio.GetRisk(_portfolio);

        // Closed points after the last change repeat its mid, moves of 0.
        const int flat = 31 - DelayedPoints;
        Assert.Equal((At(start, Points + 30 - DelayedPoints), Points - 1 + flat), (risk.AsOf, risk.Observations));
        var pnl = Enumerable.Range(1, Points - 1).Select(i => mids[^1] * ((mids[i] / mids[i - 1]) - 1)).Concat(Enumerable.Repeat(0.0, flat)).Order().ToArray();
        var tail = 0.01 * pnl.Length;
        var whole = (int)tail;
        Assert.Null(risk.Reason);
        Assert.Equal(-pnl[(int)Math.Ceiling(tail) - 1], risk.ValueAtRisk!.Value, 1e-6);
        Assert.Equal(-(pnl.Take(whole).Sum() + ((tail - whole) * pnl[whole])) / tail, risk.ExpectedShortfall!.Value, 1e-6);
        Assert.Equal((0.99, 1, "historical"), (risk.Confidence, risk.QuantileType, risk.Method));
    }

    private async Task Record()
    {
        await cluster.Inventory(_instrument).RecordEvents(_portfolio, [Some.Fill(_instrument, _portfolio.Name, "t1")]);
        await Portfolio.Until(p => p is { Complete: true, Positions: [{ Mark: not null }] }, "the marked position");
    }

    private static Instant At(Instant start, int point) => new(((start.Micros / GridMicros) + point) * GridMicros);
}
