using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Cluster.Tests.Books;

public class BookStateTests(BallastCluster cluster)
{
    private const string Feed = "direct/0";

    private readonly InstrumentId _instrument = cluster.SomePerpetual();

    private IOrderBookGrain Book => cluster.Book(_instrument);

    [Fact]
    public async Task A_book_goes_from_no_snapshot_to_live_to_stale_and_back()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Bid(_instrument, 98, 1));
        Assert.Equal((BookState.NoSnapshot, TopOfBook.Empty), await State());

        await feed.Publish(Some.Snapshot(_instrument, 99, 101));
        Assert.Equal((BookState.Live, TopOfBook.Normal), await State());

        await feed.Publish(Disconnected(_instrument));
        await feed.Publish(Some.Bid(_instrument, 98, 1));
        Assert.Equal((BookState.Stale, TopOfBook.Normal), await State());
        Assert.Single((await Book.GetBook(25)).Bids);

        await feed.Publish(Some.Snapshot(_instrument, 99, 102));
        Assert.Equal((BookState.Live, TopOfBook.Normal), await State());
        Assert.Equal(1, (await Book.GetStatistics()).Disconnects);
    }

    [Theory]
    [InlineData(101, TopOfBook.Locked)]
    [InlineData(102, TopOfBook.Crossed)]
    public async Task A_locked_book_is_told_from_a_crossed_one_and_neither_has_a_mid(double bid, TopOfBook top)
    {
        await cluster.PublishMarket(Some.Batch(Feed, 1, 1, _instrument, Some.Snapshot(_instrument, 99, 101), Some.Bid(_instrument, bid, 1)));

        var view = await Book.Until(book => book.Sequence == 1, "sequence 1");

        Assert.Equal((BookState.Crossed, top, (double?)null), (view.State, view.Top, view.Mid));
    }

    [Fact]
    public async Task No_mark_comes_from_a_book_that_is_not_live()
    {
        var probe = cluster.Grains.GetGrain<IMidProbe>(BallastCluster.Unique("probe"));
        await probe.Watch(_instrument);
        var at = Some.Now;
        await cluster.PublishMarket(Some.Batch(Feed, 1, 1, _instrument, Some.Snapshot(_instrument, 99, 101, at)));
        await cluster.PublishMarket(Some.Batch(Feed, 1, 2, _instrument, Disconnected(_instrument) with { VenueTime = at + TimeSpan.FromSeconds(1), ReceivedAt = at + TimeSpan.FromSeconds(1) }));
        await cluster.PublishMarket(Some.Batch(Feed, 1, 3, _instrument, Some.Trade(_instrument, "t") with { VenueTime = at + TimeSpan.FromSeconds(3), ReceivedAt = at + TimeSpan.FromSeconds(3) }));
        await Book.Until(book => book.Sequence == 3, "sequence 3");
        await Book.Flush();

        var updates = cluster.Probes.Of(probe.GetPrimaryKeyString()).Reader;
        List<MidUpdate> sent = [];
        while (updates.TryRead(out var update))
        {
            sent.Add(update);
        }

        // The mid held until the disconnect and not a microsecond longer, whatever came later.
        Assert.Equal([100, double.NaN], sent.SelectMany(update => update.Changes).Select(change => change.Mid));
        var last = sent[^1].Marks[^1];
        Assert.Equal((at + TimeSpan.FromSeconds(3), 100.0, at + TimeSpan.FromSeconds(1)), (last.At, last.Mid, last.MidAt));
        Assert.Equal(BookState.Stale, sent[^1].State);
    }

    [Fact]
    public async Task A_disconnect_of_an_exchange_holds_also_for_instruments_first_seen_after_it()
    {
        var later = _instrument with { Symbol = "ETH-PERP" };
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 99, 101));
        await feed.Publish(Disconnected(new(_instrument.Exchange, "")));
        await feed.Publish(Some.Bid(later, 9, 1), Some.Bid(_instrument, 98, 1));

        Assert.Equal(BookState.Stale, (await Book.GetBook(1)).State);
        Assert.Equal((BookState.NoSnapshot, 0), ((await cluster.Book(later).GetBook(1)).State, (await cluster.Book(later).GetBook(1)).Bids.Length));

        await feed.Publish(Some.Snapshot(later, 9, 11));
        Assert.Equal(BookState.Live, (await cluster.Book(later).GetBook(1)).State);
    }

    [Fact]
    public async Task A_tick_after_its_grid_point_has_closed_is_counted_and_changes_no_sample()
    {
        // The grid of this cluster is 100 ms; points close when they are read.
        var start = new Instant((Some.Now - TimeSpan.FromSeconds(10)).Micros / Instant.PerSecond * Instant.PerSecond);
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 99, 101, start));
        await feed.Publish(Some.Snapshot(_instrument with { Symbol = "LATER" }, 9, 11, start + TimeSpan.FromSeconds(3)));
        var first = start.Micros / 100_000;
        var closed = await Book.GetSamples(first, start + TimeSpan.FromSeconds(3));
        Assert.Equal((first, 11), (closed.FirstIndex, closed.Mids.Length));

        await feed.Publish(Some.Bid(_instrument, 100, 1, start + TimeSpan.FromMilliseconds(350)));

        Assert.Equal(closed.Mids, (await Book.GetSamples(first, start + TimeSpan.FromSeconds(3))).Mids);
        Assert.All(closed.Mids, mid => Assert.Equal(100, mid));
        Assert.Equal(1, (await Book.GetStatistics()).LateTicks);
    }

    private static Disconnect Disconnected(InstrumentId instrument) =>
        new() { Instrument = instrument, VenueTime = Some.Now, ReceivedAt = Some.Now };

    private async Task<(BookState State, TopOfBook Top)> State()
    {
        var view = await Book.GetBook(1);
        return (view.State, view.Top);
    }
}
