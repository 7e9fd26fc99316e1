using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.MarketData.Events;
using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Cluster.Tests.Inventory;

/// <summary>Funding of venues whose tickers have a rate and no funding time.</summary>
public sealed class UnannouncedFundingTests(BallastCluster cluster)
{
    private static readonly Instant Minute = new SamplingGrid(TimeSpan.FromMinutes(1)).AtOrBefore(Some.Now - TimeSpan.FromSeconds(30));

    private readonly string _portfolio = BallastCluster.Unique("desk");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Funding_is_unknown_with_the_reason_and_the_setting_from_the_first_ticker_on()
    {
        var id = cluster.SomePerpetual();
        var feed = await Hold(id, seconds: -60);

        await feed.Publish(Ticker(id, -5));

        var why = $"{id.Exchange} announces no funding times; set Funding:Schedules:{id.Exchange}";
        var view = await cluster.Portfolio(_portfolio).Until(p => p.Positions is [{ Reason: not null, Mark: not null }], "the unknown funding");
        Assert.Equal((null, null, why), (view.Positions[0].Funding, view.Positions[0].Total, view.Positions[0].Reason));
        Assert.Equal((null, null, null), (view.Funding, view.Total, view.Attribution!.Funding));
        Assert.Contains(view.Missing, missing => missing.Contains(why, StringComparison.Ordinal));
        Assert.Equal(1, (await Ledger(id)).FundingMissing);
    }

    [Fact]
    public async Task Funding_that_was_unknown_for_long_stays_so_after_a_restart()
    {
        var id = cluster.SomePerpetual();
        var feed = await Hold(id, seconds: -1_000);
        await feed.Publish(Ticker(id, -900), Ticker(id, -200));
        await Settled(id);

        await cluster.Deactivate(cluster.Inventory(id));

        var ledger = await Ledger(id);
        Assert.Equal((null, null, 1L), (ledger.Position.Funding, ledger.Position.Total, ledger.FundingMissing));
    }

    [Fact]
    public async Task A_configured_schedule_books_the_rate_at_its_times()
    {
        var id = cluster.Perpetual(new(BallastCluster.PlannedVenue, BallastCluster.Unique("PERP")));
        var feed = await Hold(id, seconds: -8);

        await feed.Publish(Ticker(id, -5));
        Assert.Equal(0m, (await Ledger(id)).Position.Funding);
        await feed.Publish(Ticker(id, +1));

        Assert.Equal((-0.02m, 0L), ((await Ledger(id)).Position.Funding, (await Ledger(id)).FundingMissing));
    }

    /// <summary>One contract bought at 100, some seconds from the whole minute.</summary>
    private async Task<TestFeed> Hold(InstrumentId id, int seconds)
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(id, 99, 101, Minute + TimeSpan.FromSeconds(seconds - 2)));
        var fill = Some.Fill(id, _portfolio, "t1") with { VenueTime = Minute + TimeSpan.FromSeconds(seconds) };
        Assert.Equal(FillOutcome.Recorded, Assert.Single(await cluster.Client.RecordFills([fill], Token)).Outcome);
        return feed;
    }

    private static DerivativeTicker Ticker(InstrumentId id, int seconds) => Some.Ticker(id, 200) with
    {
        VenueTime = Minute + TimeSpan.FromSeconds(seconds),
        ReceivedAt = Minute + TimeSpan.FromSeconds(seconds),
        FundingRate = 0.0001,
        FundingTime = null,
    };

    private async Task Settled(InstrumentId id)
    {
        await cluster.Book(id).Flush();
        await cluster.Inventory(id).Flush();
    }

    private async Task<LedgerView> Ledger(InstrumentId id)
    {
        await Settled(id);
        return Assert.Single((await cluster.Client.GetLedgers(_portfolio, id, Token)).Ledgers);
    }
}
