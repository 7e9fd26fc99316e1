using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Inventory.Closing;
using Ballast.Grains.Inventory.Marks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Ballast.Grains.Tests.Inventory;

/// <summary>An inventory that comes back after its book has lost the mids of the seconds to close: it takes stored samples.</summary>
public sealed class StoredSampleClosingTests
{
    private static readonly InstrumentId Perpetual = new("venue", "BTC-PERP");
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly Instant Now = new(1_700_000_040_000_000);

    private readonly InstrumentMarket _market = new(MarkPolicy.Default, TimeSpan.FromSeconds(60));
    private readonly Dictionary<string, Func<Task<Instant?>>> _received = [];
    private readonly StoredSamples _stored = new();

    [Fact]
    public async Task Seconds_before_the_oldest_mid_have_the_mid_of_their_sample_and_later_ones_that_of_the_book()
    {
        var grid = new SamplingGrid(Second);
        var begin = Now - TimeSpan.FromSeconds(40);
        Received("desk", begin);
        Store(grid.IndexAtOrBefore(begin), [.. Enumerable.Range(0, 30).Select(i => 1_000.0 + i)]);

        // The book was activated again 15.5 s ago.
        _market.Mids.Add(Now - TimeSpan.FromSeconds(15.5), 200);
        _market.Mids.Confirm(Now);

        Assert.Equal(begin + Second, await FirstSecond(grid));

        Assert.Equal(1, _stored.Reads);
        for (var i = 1; i < 40; i++)
        {
            var at = begin + (i * Second);
            Assert.Equal((i, new MarkPrice(i < 25 ? 1_000 + i : 200, at)), (i, _market.Seconds.At(at).Mid));
        }
    }

    [Fact]
    public async Task A_second_whose_sample_is_missing_has_the_one_before_with_its_age()
    {
        var grid = new SamplingGrid(Second);
        var begin = Now - TimeSpan.FromSeconds(4);
        Received("desk", begin);
        Store(grid.IndexAtOrBefore(begin), [1_000, 1_001, double.NaN]);

        await FirstSecond(grid);

        MarkPrice?[] mids = [.. Enumerable.Range(1, 3).Select(i => _market.Seconds.At(begin + (i * Second)).Mid)];
        Assert.Equal([new(1_001, begin + Second), new(1_001, begin + Second), new(1_001, begin + Second)], mids);
    }

    [Fact]
    public async Task A_sample_of_a_coarse_grid_counts_as_of_its_point_and_not_past_the_age_limit()
    {
        var grid = new SamplingGrid(TimeSpan.FromMinutes(2));
        var point = grid.AtOrBefore(Now);
        var begin = point - TimeSpan.FromSeconds(30);
        Received("desk", begin);
        Store(grid.IndexAtOrBefore(point) - 1, [1_000, 1_001]);

        await FirstSecond(grid, point + TimeSpan.FromSeconds(90));

        // The point before is 91 s old at the first second.
        Assert.Null(_market.Seconds.At(begin + Second).Mid);
        Assert.Equal(new MarkPrice(1_001, point), _market.Seconds.At(point).Mid);
        Assert.Equal(new MarkPrice(1_001, point), _market.Seconds.At(point + TimeSpan.FromSeconds(60)).Mid);
        Assert.Null(_market.Seconds.At(point + TimeSpan.FromSeconds(61)).Mid);
    }

    [Fact]
    public async Task The_earliest_portfolio_decides_and_one_that_does_not_answer_holds_nobody_up()
    {
        var grid = new SamplingGrid(Second);
        Received("late", Now - TimeSpan.FromSeconds(9));
        Received("early", Now - TimeSpan.FromSeconds(20));
        _received["new"] = () => Task.FromResult<Instant?>(null);
        _received["gone"] = () => Task.FromResult<Instant?>(Now - TimeSpan.FromDays(1));
        _received["silent"] = () => throw new TimeoutException("no answer");

        Assert.Equal(Now - TimeSpan.FromSeconds(19), await FirstSecond(grid));
    }

    [Fact]
    public async Task Without_a_second_to_close_again_no_sample_is_read()
    {
        Received("gone", Now - TimeSpan.FromMinutes(15) - Second);

        Assert.Equal(Now, await FirstSecond(new(Second)));
        Assert.Equal(0, _stored.Reads);
    }

    private void Received(string portfolio, Instant closedTo) => _received[portfolio] = () => Task.FromResult<Instant?>(closedTo);

    private void Store(long first, double[] mids)
    {
        for (var i = 0; i < mids.Length; i++)
        {
            _stored.Mids[first + i] = mids[i];
        }
    }

    private Task<Instant> FirstSecond(SamplingGrid grid, Instant? now = null)
    {
        var (grains, stubs) = StubGrains.Create();
        stubs.Add<IPortfolioGrain>((portfolio, _, _) => _received[portfolio]());
        stubs.Add<IOrderBookGrain>((_, _, _) => Task.FromResult(new SampleColumn { FirstIndex = 0, Mids = [] }));
        var options = new BallastOptions();
        options.Risk.Grid = grid.Step;
        var prices = new PastPrices(Perpetual, _market, new(grains, _stored, new(TimeProvider.System), Options.Create(options), TimeProvider.System), grid);
        return new ClosingResumption(Perpetual, grains, _market, prices, TimeProvider.System, NullLogger.Instance).FirstSecond(_received.Keys, now ?? Now);
    }
}
