using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Analytics;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Cluster.Tests.Books;

public sealed class BookAnalyticsTests(BallastCluster cluster)
{
    private static readonly BookAnalyticsRequest Request = new() { Bps = [100m], Sizes = [3m] };

    private readonly InstrumentId _instrument = cluster.SomePerpetual();
    private readonly Instant _start = new(Some.Now.Micros / Instant.PerSecond * Instant.PerSecond);

    [Fact]
    public async Task Figures_of_a_live_book_are_those_of_the_reference_case()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Basic(0));

        var view = await cluster.Client.GetBookAnalytics(_instrument, Request, TestContext.Current.CancellationToken);

        // Case "basic" of the reference vectors.
        Assert.Equal((BookState.Live, null), (view.State, view.Reason));
        Assert.Equal((100.5m, 1m, 1m / 100.5m * 10_000m), (view.Figures.Mid, view.Figures.Spread, view.Figures.SpreadBps));
        Assert.Equal([1, 5, 25], view.Imbalance.Select(imbalance => imbalance.Levels));
        Assert.Equal([1 / 3.0, 0, 0], view.Imbalance.Select(imbalance => imbalance.Value!.Value));
        Assert.Equal([new DepthWithin(100m, 2m, 1m)], view.Depth);
        Assert.Equal([(Side.Buy, 3m, 3.5m), (Side.Sell, 3m, 2.5m)], view.Executions.Select(e => (e.Side, e.Filled, e.CostVsMid!.Value)));
        Assert.Equal($"Books:VpinBuckets names no volume for {_instrument}", view.Vpin.Reason);
        Assert.Null(view.Vpin.Value);
        Assert.Equal(new(null, false, "0 of 300 returns are known"), view.Volatility);
    }

    [Fact]
    public async Task Order_flow_is_summed_over_its_window_and_incomplete_until_it_has_been_seen()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Basic(0), Some.Bid(_instrument, 100, 5, At(1)));
        Assert.Equal((3.0, false, $"seen only since {At(0)}"), Flow(await Analytics()));

        await feed.Publish(Some.Bid(_instrument, 100, 4, At(10.5)));
        Assert.Equal((2.0, true, null), Flow(await Analytics()));

        await feed.Publish(Some.Bid(_instrument, 100, 4, At(11.5)));
        Assert.Equal((-1.0, true, null), Flow(await Analytics()));
    }

    [Fact]
    public async Task After_a_gap_flow_figures_say_what_they_lack_and_levels_are_not_told()
    {
        await using var own = await BallastCluster.Start(new()
        {
            Options = options =>
            {
                options.Books.VpinBuckets[_instrument.ToString()] = 2;
                options.Books.VpinWindow = 2;
                options.Books.VolatilityWindow = TimeSpan.FromSeconds(3);
            },
        });
        var feed = await own.StartFeed();
        await feed.Publish(
            Basic(0), Trade(0, TakerSide.Buy, 3), Trade(0, TakerSide.Sell, 1), Some.Bid(_instrument, 100.5, 1, At(2)), Some.Bid(_instrument, 99, 4, At(3)));
        var before = await own.Client.GetBookAnalytics(_instrument, Request, TestContext.Current.CancellationToken);
        Assert.Equal(new(0.5, true, null), before.Vpin);
        Assert.True(before.Volatility.IsComplete);
        Assert.Equal(Math.Log(100.75 / 100.5), before.Volatility.Value!.Value, 1e-15);

        await feed.Publish(new Disconnect { Instrument = _instrument, VenueTime = At(4), ReceivedAt = At(4) });
        var stale = await own.Client.GetBookAnalytics(_instrument, Request, TestContext.Current.CancellationToken);
        Assert.Equal((BookState.Stale, "the book is stale: something was missed"), (stale.State, stale.Reason));
        Assert.Null(stale.Figures.Mid);
        Assert.All(stale.Imbalance, imbalance => Assert.Null(imbalance.Value));
        Assert.Equal((0.5, false, "a bucket of the window may lack trades"), (stale.Vpin.Value, stale.Vpin.IsComplete, stale.Vpin.Reason));
        Assert.False(stale.OrderFlow.IsComplete);
        Assert.False(stale.Volatility.IsComplete);

        // The bucket that was open at the gap, and two more, until none of the window is doubtful.
        await feed.Publish(Basic(5), Trade(5, TakerSide.Buy, 4));
        Assert.False((await own.Book(_instrument).GetAnalytics(Request)).Vpin.IsComplete);
        await feed.Publish(Trade(6, TakerSide.Buy, 2));
        Assert.Equal(new(1, true, null), (await own.Book(_instrument).GetAnalytics(Request)).Vpin);
    }

    [Fact]
    public async Task Without_terms_there_is_no_cost_and_the_answer_says_so()
    {
        var unknown = new InstrumentId(BallastCluster.Unique("venue"), "NO-TERMS");
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(unknown, 99, 101));

        var view = await cluster.Book(unknown).GetAnalytics(Request);

        Assert.Equal($"the terms of {unknown} are not known, so costs are not either", view.Reason);
        Assert.All(view.Executions, e => Assert.Equal((1m, null, null), (e.Filled, e.Vwap, e.CostVsMid)));
    }

    [Fact]
    public async Task A_request_with_a_fault_is_refused_with_its_value()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => cluster.Client.GetBookAnalytics(
            _instrument, new() { Sizes = [0m] }, TestContext.Current.CancellationToken));

        Assert.StartsWith("size 0 must be positive and at most 10^15", refused.Message, StringComparison.Ordinal);
    }

    private Instant At(double seconds) => _start + TimeSpan.FromSeconds(seconds);

    private Task<BookAnalyticsView> Analytics() => cluster.Book(_instrument).GetAnalytics(Request);

    private static (double?, bool, string?) Flow(BookAnalyticsView view) => (view.OrderFlow.Value, view.OrderFlow.IsComplete, view.OrderFlow.Reason);

    private BookChange Basic(double seconds) => Some.Snapshot(_instrument, 100, 101, At(seconds)) with
    {
        Bids = [new(100, 2), new(99, 3), new(98, 5)],
        Asks = [new(101, 1), new(102, 4), new(103, 5)],
    };

    private Trade Trade(double seconds, TakerSide taker, double amount) =>
        Some.Trade(_instrument, "t") with { VenueTime = At(seconds), ReceivedAt = At(seconds), Taker = taker, Amount = amount };
}
