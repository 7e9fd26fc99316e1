using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Cluster.Tests.Inventory;

/// <summary>Funding that a feed's tickers announce, through stream and inventory to the portfolio.</summary>
public class TickerFundingTests(BallastCluster cluster)
{
    private readonly InstrumentId _instrument = cluster.SomePerpetual();
    private readonly string _portfolio = BallastCluster.Unique("desk");
    private readonly Instant _due = Some.Now - TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_funding_time_that_event_time_passes_is_booked_at_its_rate_and_mark()
    {
        var feed = await Hold();
        await feed.Publish(Ticker(-5, rate: 0.0001, mark: 200));
        Assert.Equal(0m, (await Ledger()).Position.Funding);

        await feed.Publish(Ticker(+1, rate: 0.0009, mark: 300, next: TimeSpan.FromHours(8)));

        var view = await cluster.Portfolio(_portfolio).Until(p => p.Positions is [{ Funding: not 0m }], "the funding");
        Assert.Equal((-0.02m, -0.02m), (view.Positions[0].Funding, view.Funding));
        Assert.Equal((200m, -0.02m), (view.Positions[0].Unrealized, view.Positions[0].Total - view.Positions[0].Unrealized));
    }

    [Fact]
    public async Task A_venue_amount_takes_the_place_of_the_rate_and_the_difference_is_reported()
    {
        var feed = await Hold();
        await feed.Publish(Ticker(-5, rate: 0.0001, mark: 200));
        await feed.Publish(Ticker(+1, rate: 0.0001, mark: 200, next: TimeSpan.FromHours(8)));
        await cluster.Portfolio(_portfolio).Until(p => p.Positions is [{ Funding: -0.02m }], "the funding by rate");

        await cluster.Client.RecordEvents([Amount(-0.025m)], Token);

        var ledger = await Ledger();
        Assert.Equal((-0.025m, -0.005m, 0L, -0.025m), (ledger.Position.Funding, ledger.FundingDifference, ledger.FundingMissing, ledger.FundingShare));
        Assert.Equal(ledger.Position.Unrealized - 0.025m, ledger.Position.Total);
    }

    [Fact]
    public async Task A_funding_time_passed_without_a_rate_makes_funding_and_total_unknown_until_the_venue_says()
    {
        var feed = await Hold();
        await feed.Publish(Ticker(-5, rate: null, mark: 200));
        await feed.Publish(Ticker(+1, rate: 0.0001, mark: 200, next: TimeSpan.FromHours(8)));

        var view = await cluster.Portfolio(_portfolio).Until(p => p.Positions is [{ Reason: not null, Mark: not null }], "the missing funding");
        Assert.Equal((null, null, "the rate of 1 funding times is not known"), (view.Positions[0].Funding, view.Positions[0].Total, view.Positions[0].Reason));
        Assert.Equal((null, null), (view.Funding, view.Total));
        Assert.Equal((null, null), (view.Attribution!.Funding, view.Attribution.Total));
        Assert.Contains(view.Missing, missing => missing.Contains("funding", StringComparison.Ordinal));
        Assert.Equal(1, (await Ledger()).FundingMissing);

        await cluster.Client.RecordEvents([Amount(-0.03m)], Token);

        var ledger = await Ledger();
        Assert.Equal((-0.03m, 0L, null), (ledger.Position.Funding, ledger.FundingMissing, ledger.Position.Reason));
        Assert.Equal(ledger.Position.Unrealized - 0.03m, ledger.Position.Total);
    }

    [Fact]
    public async Task Funding_booked_before_a_restart_is_the_same_after_it()
    {
        var feed = await Hold();
        await feed.Publish(Ticker(-5, rate: 0.0001, mark: 200));
        await Settled();
        await feed.Publish(Ticker(+1, rate: 0.0001, mark: 210, next: TimeSpan.FromHours(8)));
        var before = await Ledger();

        await cluster.Deactivate(cluster.Inventory(_instrument));

        var after = await Ledger();
        Assert.Equal((-0.02m, 0L), (after.Position.Funding, after.FundingMissing));
        Assert.Equal(before.Position.StateHash, after.Position.StateHash);
    }

    [Fact]
    public async Task Funding_that_fell_due_while_the_inventory_was_away_is_missing_and_never_0()
    {
        var feed = await Hold();
        await feed.Publish(Ticker(-5, rate: 0.0001, mark: 200));
        await Settled();
        var opening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Journal.OnOpen(_instrument, () => opening.Task);
        await cluster.Deactivate(cluster.Inventory(_instrument));

        // The inventory returns to a restarted feed, which no longer has the rate of the funding time that passed.
        await feed.End();
        await cluster.FeedGrain(feed.Feed).Stop();
        await cluster.FeedGrain(feed.Feed).Start();
        await feed.Publish(Ticker(+1, rate: 0.0003, mark: 210, next: TimeSpan.FromHours(8)));
        cluster.Journal.OnOpen(_instrument, null);
        opening.SetResult();

        var ledger = await Ledger();
        Assert.Equal((null, null, 1L), (ledger.Position.Funding, ledger.Position.Total, ledger.FundingMissing));
    }

    [Fact]
    public async Task Funding_that_fell_due_while_the_inventory_was_away_is_booked_when_the_feed_still_knows_it()
    {
        var feed = await Hold();
        await feed.Publish(Ticker(-5, rate: 0.0001, mark: 200));
        await Settled();
        var opening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Journal.OnOpen(_instrument, () => opening.Task);
        await cluster.Deactivate(cluster.Inventory(_instrument));

        await feed.Publish(Ticker(+1, rate: 0.0003, mark: 210, next: TimeSpan.FromHours(8)));
        cluster.Journal.OnOpen(_instrument, null);
        opening.SetResult();

        Assert.Equal((-0.02m, 0L), ((await Ledger()).Position.Funding, (await Ledger()).FundingMissing));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Funding_is_not_forgotten_when_the_store_fails_after_some_of_its_entries(int stored)
    {
        var feed = await Hold();
        await feed.Publish(Ticker(-5, rate: 0.0001, mark: 200));
        await Settled();
        var appends = 0;
        cluster.Journal.OnAppend(_instrument, real => Interlocked.Increment(ref appends) <= stored ? real() : throw new IOException("the store is down"));
        await feed.Publish(Ticker(+1, rate: 0.0001, mark: 210, next: TimeSpan.FromHours(8)));
        await cluster.Deactivated(cluster.Inventory(_instrument));
        cluster.Journal.OnAppend(_instrument, null);

        var ledger = await Ledger();

        Assert.Equal((-0.02m, 0L), (ledger.Position.Funding, ledger.FundingMissing));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_account_whose_first_fill_comes_after_the_funding_it_was_there_for_gets_it_too(bool restarts)
    {
        var feed = await Hold();
        await feed.Publish(Ticker(-5, rate: 0.0001, mark: 200));
        await feed.Publish(Ticker(+1, rate: 0.0001, mark: 200, next: TimeSpan.FromHours(8)));
        await Settled();
        if (restarts)
        {
            await cluster.Deactivate(cluster.Inventory(_instrument));
        }

        var late = Some.Fill(_instrument, _portfolio, "late", quantity: 3m) with { Account = "second", VenueTime = _due + TimeSpan.FromSeconds(2) };

        await cluster.Client.RecordFills([late], Token);
        await cluster.Client.RecordFills([late with { TradeId = "earlier", Quantity = 2m, VenueTime = _due - TimeSpan.FromSeconds(6) }], Token);

        await Settled();
        var ledgers = (await cluster.Client.GetLedgers(_portfolio, _instrument, Token)).Ledgers;
        Assert.Equal([("main", -0.02m), ("second", -0.04m)], ledgers.Select(ledger => (ledger.Position.Account, ledger.Position.Funding)));
    }

    [Fact]
    public async Task A_ledger_opened_after_a_funding_time_that_it_was_there_for_gets_that_funding()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 99, 101, _due - TimeSpan.FromSeconds(10)));
        await feed.Publish(Ticker(-5, rate: 0.0001, mark: 200));
        await feed.Publish(Ticker(+1, rate: 0.0003, mark: 210, next: TimeSpan.FromHours(8)));
        await feed.Publish(Ticker(+2, rate: 0.0003, mark: 220, next: TimeSpan.FromHours(8)));

        var fill = Some.Fill(_instrument, _portfolio, "t1") with { VenueTime = _due - TimeSpan.FromSeconds(8) };
        await cluster.Client.RecordFills([fill], Token);

        Assert.Equal((-0.02m, 0L), ((await Ledger()).Position.Funding, (await Ledger()).FundingMissing));
    }

    [Fact]
    public async Task An_inventory_that_was_drained_before_anybody_traded_still_tells_the_funding_before_its_first_ledger()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 99, 101, _due - TimeSpan.FromSeconds(10)));
        await feed.Publish(Ticker(-5, rate: 0.0001, mark: 200), Ticker(+1, rate: 0.0003, mark: 210, next: TimeSpan.FromHours(8)));
        await Settled();

        await cluster.Client.RecordFills([Some.Fill(_instrument, _portfolio, "t1") with { VenueTime = _due - TimeSpan.FromSeconds(8) }], Token);

        Assert.Equal((-0.02m, 0L), ((await Ledger()).Position.Funding, (await Ledger()).FundingMissing));
    }

    [Fact]
    public async Task A_funding_time_whose_last_ticker_the_stream_lost_is_booked_at_its_rate_and_mark_all_the_same()
    {
        var feed = await Hold();
        cluster.TickerLosses.LoseNext(_instrument);
        await feed.Publish(Ticker(-5, rate: 0.0001, mark: 200));

        await feed.Publish(Ticker(+1, rate: 0.0009, mark: 300, next: TimeSpan.FromHours(8)));

        var view = await cluster.Portfolio(_portfolio).Until(p => p.Positions is [{ Funding: not 0m }], "the funding");
        Assert.Equal((-0.02m, -0.02m), (view.Positions[0].Funding, view.Funding));
        Assert.Equal(0, (await Ledger()).FundingMissing);
    }

    [Fact]
    public async Task The_same_tickers_again_book_nothing_twice()
    {
        var feed = await Hold();
        for (var i = 0; i < 3; i++)
        {
            await feed.Publish(Ticker(-5, rate: 0.0001, mark: 200), Ticker(+1, rate: 0.0001, mark: 200, next: TimeSpan.FromHours(8)));
            await Settled();
        }

        Assert.Equal((-0.02m, 0L), ((await Ledger()).Position.Funding, (await Ledger()).FundingMissing));
    }

    /// <summary>One contract bought at 100 before the funding time, on an instrument whose book the feed publishes.</summary>
    private async Task<TestFeed> Hold()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 99, 101, _due - TimeSpan.FromSeconds(10)));
        var fill = Some.Fill(_instrument, _portfolio, "t1") with { VenueTime = _due - TimeSpan.FromSeconds(8) };
        Assert.Equal(FillOutcome.Recorded, Assert.Single(await cluster.Client.RecordFills([fill], Token)).Outcome);
        return feed;
    }

    private async Task Settled()
    {
        await cluster.Book(_instrument).Flush();
        await cluster.Inventory(_instrument).Flush();
    }

    /// <summary>A ticker some seconds from the funding time that announces it, or the one after.</summary>
    private DerivativeTicker Ticker(int seconds, double? rate, double mark, TimeSpan next = default) =>
        Some.Ticker(_instrument, mark) with
        {
            VenueTime = _due + TimeSpan.FromSeconds(seconds),
            ReceivedAt = _due + TimeSpan.FromSeconds(seconds),
            FundingRate = rate,
            FundingTime = _due + next,
        };

    private FundingPayment Amount(decimal amount) => new()
    {
        Instrument = _instrument,
        Account = "main",
        Portfolio = _portfolio,
        VenueTime = _due,
        Source = FundingSource.Venue,
        Amount = amount,
    };

    private async Task<LedgerView> Ledger()
    {
        await Settled();
        return Assert.Single((await cluster.Client.GetLedgers(_portfolio, _instrument, Token)).Ledgers);
    }
}
