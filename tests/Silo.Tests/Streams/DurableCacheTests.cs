using Ballast.Grains.Streams;
using Ballast.Silo.Streams.Durable;
using Orleans.Runtime;
using Orleans.Streams;
using Xunit;

namespace Ballast.Silo.Tests.Streams;

/// <summary>What a partition's cache gives its agent, and when it calls a message settled.</summary>
public sealed class DurableCacheTests
{
    private readonly List<long> _settled = [];

    [Fact]
    public void A_message_is_settled_when_the_agent_asks_for_the_next_after_its_delivery()
    {
        var cache = Cache(DeliveryRule.Everything);
        cache.AddToCache([Message("a", 0), Message("a", 1)]);
        using var cursor = Cursor(cache, Stream("a"), new LocalStreamToken(0));

        Assert.True(cursor.MoveNext());
        Assert.Equal([0L, 1L], Given(cursor));
        Assert.Empty(_settled);

        Assert.False(cursor.MoveNext());
        Assert.Equal([0L, 1L], _settled);
    }

    [Fact]
    public void A_cursor_that_ends_during_a_delivery_has_settled_nothing_of_it()
    {
        var cache = Cache(DeliveryRule.Everything);
        cache.AddToCache([Message("a", 0), Message("a", 1)]);
        using (var cursor = Cursor(cache, Stream("a"), null))
        {
            Assert.True(cursor.MoveNext());
        }

        cache.TryPurgeFromCache(out _);
        Assert.Empty(_settled);
        using var next = Cursor(cache, Stream("a"), null);
        Assert.True(next.MoveNext());
        Assert.Equal([0L, 1L], Given(next));
    }

    [Fact]
    public void A_stream_without_a_consumer_keeps_every_message_that_is_owed()
    {
        var cache = Cache(DeliveryRule.Everything);
        cache.AddToCache([.. Enumerable.Range(0, 5_000).Select(i => Message("a", i))]);
        cache.TryPurgeFromCache(out _);

        Assert.Empty(_settled);
    }

    [Fact]
    public void A_stream_without_a_consumer_keeps_four_messages_when_older_ones_may_be_missed()
    {
        var cache = Cache(DeliveryRule.Newest);
        cache.AddToCache([.. Enumerable.Range(0, 10).Select(i => Message("a", i))]);
        cache.TryPurgeFromCache(out _);

        Assert.Equal(Enumerable.Range(0, 6).Select(i => (long)i), _settled);
    }

    [Fact]
    public void A_consumer_that_takes_nothing_misses_all_but_the_newest_messages_and_the_others_go_on()
    {
        var cache = Cache(DeliveryRule.Newest);
        using var slow = Cursor(cache, Stream("slow"), null);
        using var quick = Cursor(cache, Stream("quick"), null);
        for (var i = 0; i < 3_000; i += 2)
        {
            cache.AddToCache([Message("slow", i), Message("quick", i + 1)]);
            Assert.True(quick.MoveNext());
            Assert.Equal([i + 1L], Given(quick));
        }

        Assert.True(slow.MoveNext());
        Assert.Equal([3_000L - (2 * 1_024)], Given(slow));
    }

    [Fact]
    public void Two_consumers_settle_a_message_when_both_have_completed_it()
    {
        var cache = Cache(DeliveryRule.Everything);
        cache.AddToCache([Message("a", 7)]);
        using var one = Cursor(cache, Stream("a"), null);
        using var other = Cursor(cache, Stream("a"), null);
        Assert.True(one.MoveNext());
        Assert.False(one.MoveNext());
        Assert.Empty(_settled);

        Assert.True(other.MoveNext());
        Assert.False(other.MoveNext());
        Assert.Equal([7L], _settled);
    }

    private static StreamId Stream(string key) => StreamId.Create("tests", key);

    private static DurableMessage Message(string key, long position) => new(Stream(key), $"{position}", position, 1);

    private static DurableCursor Cursor(DurableCache cache, StreamId stream, StreamSequenceToken? from) => (DurableCursor)cache.GetCacheCursor(stream, from);

    private static IEnumerable<long> Given(DurableCursor cursor) =>
        cursor.GetCurrent(out _)!.GetEvents<string>().Select(item => long.Parse(item.Item1, System.Globalization.CultureInfo.InvariantCulture));

    private DurableCache Cache(DeliveryRule rule) => new(rule, message => _settled.Add(message.Position));
}
