using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Streams;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;
using Orleans.Streams;

namespace Ballast.Grains.Tests.Streams;

public sealed class StreamDropsTests
{
    private static readonly InstrumentId Instrument = new("venue", "BTC-PERP");

    private readonly FakeTimeProvider _time = new();
    private readonly List<(LogLevel Level, EventId Id, string Text)> _lines;
    private readonly StreamDrops _drops;

    public StreamDropsTests()
    {
        using var log = new WrittenLog();
        _lines = log.Lines;
        _drops = new(_time, new Logger<StreamDrops>(log));
    }

    [Fact]
    public void A_queue_that_drops_is_counted_by_feed_and_epoch_and_logged_once_a_minute()
    {
        var queue = new LocalQueue(maxMessages: 1, maxBytes: 1 << 20, () => true, batch => _drops.Count("ticker/0", batch, 1));
        queue.Write(Batch("live/0", 7));
        Assert.Equal(0, _drops.Of("live/0", 7));

        for (var i = 0; i < 5; i++)
        {
            queue.Write(Batch("live/0", 7));
        }

        queue.Write(Batch("live/1", 3));
        Assert.Equal((5L, 1L, 0L), (_drops.Of("live/0", 7), _drops.Of("live/1", 3), _drops.Of("live/0", 8)));
        Assert.Contains("ticker/0 has dropped 1 events", Assert.Single(_lines).Text, StringComparison.Ordinal);

        _time.Advance(TimeSpan.FromMinutes(1));
        queue.Write(Batch("live/0", 8));
        Assert.Equal((1L, 0L), (_drops.Of("live/0", 8), _drops.Of("live/0", 7)));
        Assert.Equal(2, _lines.Count);
        Assert.Contains("ticker/0 has dropped 6 events", _lines[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_consumer_that_falls_behind_is_counted_with_what_it_misses()
    {
        var queue = new LocalQueue(maxMessages: 1_000, maxBytes: 1 << 20);
        var cache = new LaneCache(queue, () => 10, (newest, missed) => _drops.Count("ticker/1", newest, missed));
        using var cursor = cache.GetCacheCursor(Batch("live/0", 7).StreamId, null);
        var read = new List<IBatchContainer>();
        for (var i = 0; i < 25; i++)
        {
            queue.Write(Batch("live/0", 7));
        }

        queue.Read(read, most: 100);
        cache.AddToCache(read);

        var taken = 0;
        while (((LaneCursor)cursor).MoveNext())
        {
            taken++;
        }

        Assert.Equal((10, 15L), (taken, _drops.Of("live/0", 7)));
    }

    private static LocalStreamBatch Batch(string feed, long epoch) =>
        new(StreamId.Create("ticker", Instrument.ToString()), Some.Batch(feed, epoch, 1, Instrument, Some.Ticker(Instrument, 100)), bytes: 10);
}
