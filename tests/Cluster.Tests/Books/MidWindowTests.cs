using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.OrderBooks.Intake;

namespace Ballast.Cluster.Tests.Books;

public sealed class MidWindowTests(BallastCluster cluster)
{
    private readonly InstrumentId _instrument = cluster.SomePerpetual();

    [Fact]
    public async Task A_book_gives_the_mid_at_a_time_and_every_change_after_it()
    {
        var start = Some.Now - TimeSpan.FromSeconds(60);
        var feed = await cluster.StartFeed();
        await feed.Publish(
            Some.Snapshot(_instrument, 99, 101, start),
            Some.Snapshot(_instrument, 109, 111, start + TimeSpan.FromSeconds(1)),
            Some.Bid(_instrument, 109, 0, start + TimeSpan.FromSeconds(2)),
            Some.Trade(_instrument, "t1") with { VenueTime = start + TimeSpan.FromSeconds(5), ReceivedAt = start + TimeSpan.FromSeconds(5) });

        var window = await cluster.Book(_instrument).GetMids(start + TimeSpan.FromMilliseconds(1_500));

        Assert.Equal([new(start + TimeSpan.FromSeconds(1), 110), new(start + TimeSpan.FromSeconds(2), double.NaN)], window.Changes);
        Assert.Equal((_instrument, start + TimeSpan.FromSeconds(5), null), (window.Instrument, window.ConfirmedTo, window.Thinned));
        Assert.Equal(start, (await cluster.Book(_instrument).GetMids(default)).Changes[0].VenueTime);
    }

    [Fact]
    public async Task A_book_that_was_fed_nothing_knows_no_mid()
    {
        var window = await cluster.Book(_instrument).GetMids(default);

        Assert.Equal((0, default), (window.Changes.Length, window.ConfirmedTo));
    }

    [Fact]
    public void Marks_at_the_ends_of_seconds_do_not_hang_on_how_events_are_batched()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var at = Some.Now;
        var events = Enumerable.Range(0, 500).Select(i =>
        {
            at += TimeSpan.FromMilliseconds(random.Next(0, 900));
            return random.Next(4) switch
            {
                0 => Some.Trade(_instrument, $"{i}") with { VenueTime = at, ReceivedAt = at, Price = random.Next(1, 100) },
                1 => Some.Bid(_instrument, 50, random.Next(2), at),
                _ => (MarketEvent)Some.Snapshot(_instrument, random.Next(1, 50), random.Next(49, 100), at),
            };
        }).ToArray();

        var (single, grouped) = (Marks(events, () => 1), Marks(events, () => random.Next(1, 40)));

        Assert.Equal(single, grouped);
        Assert.Equal(single.Select(mark => mark.Second).Distinct(), single.Select(mark => mark.Second));
        Assert.Equal(
            events.Where(e => e.VenueTime < at).Select(e => (e.VenueTime.Micros + Instant.PerSecond - 1) / Instant.PerSecond).Distinct().Where(second => second < single[^1].Second + 1),
            single.Select(mark => mark.Second));
    }

    private List<BookMark> Marks(MarketEvent[] events, Func<int> size)
    {
        var intake = new BookIntake(_instrument, 1, new BallastOptions(), tickSize: null);
        var marks = new List<BookMark>();
        var (done, sequence) = (0, 0L);
        while (done < events.Length)
        {
            var next = events.Skip(done).Take(size()).ToArray();
            marks.AddRange(intake.Apply(Some.Batch("direct/0", 1, ++sequence, _instrument, next)).Seconds);
            done += next.Length;
        }

        return marks;
    }
}
