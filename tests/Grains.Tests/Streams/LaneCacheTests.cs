using Ballast.Grains.Streams;
using CsCheck;
using Orleans.Streams;

namespace Ballast.Grains.Tests.Streams;

public sealed class LaneCacheTests
{
    private const int Streams = 3;

    private enum Step
    {
        Write,
        Enter,
        Leave,
        Deliver,
        Purge,
    }

    /// <summary>A naive oracle: a list of all events of a stream, and for each consumer the number of those behind it.</summary>
    [Fact]
    public void Each_consumer_gets_every_event_of_its_stream_once_and_in_order()
    {
        Gen.Select(Gen.Enum<Step>(), Gen.Int[0, Streams - 1], Gen.Int[0, 9]).Array[0, 200].Sample(
            steps =>
            {
                var lanes = new Lanes();
                foreach (var (step, stream, choice) in steps)
                {
                    lanes.Do(step, stream, choice);
                }

                lanes.DeliverAll();
            },
            print: steps => string.Join(' ', steps.Select(step => $"{step.Item1}:{step.Item2}/{step.Item3}")));
    }

    [Fact]
    public void What_every_consumer_was_given_makes_room_in_the_queue()
    {
        var (queue, cache) = Some();
        var (first, second) = (cache.GetCacheCursor(Stream(0), null), cache.GetCacheCursor(Stream(0), null));
        Write(queue, cache, Stream(0), 5);

        Deliver(first, 5);
        Assert.Equal(5, queue.Messages);
        Deliver(second, 2);
        Assert.Equal(3, queue.Messages);
        second.Dispose();

        Assert.Equal(0, queue.Messages);
    }

    [Fact]
    public void A_stream_without_a_consumer_keeps_its_newest_few_events_for_one_that_is_about_to_come()
    {
        var (queue, cache) = Some();
        var written = Write(queue, cache, Stream(0), 100);

        // The agent asks before its next read, when a new stream has its cursors.
        Assert.Equal(100, queue.Messages);
        Assert.False(cache.TryPurgeFromCache(out _));

        Assert.Equal(Lane.KeptWithoutConsumer, queue.Messages);
        var late = cache.GetCacheCursor(Stream(0), written[^3].SequenceToken);
        Assert.Equal(["97", "98", "99"], Deliver(late, 10));
        Assert.Equal(0, queue.Messages);
    }

    [Fact]
    public void The_first_events_of_a_new_stream_wait_for_its_consumer()
    {
        var (queue, cache) = Some();
        var written = Write(queue, cache, Stream(0), 100);
        using var pin = cache.GetCacheCursor(Stream(0), written[0].SequenceToken);
        cache.TryPurgeFromCache(out _);

        var consumer = cache.GetCacheCursor(Stream(0), written[0].SequenceToken);
        pin.Dispose();

        Assert.Equal(100, Deliver(consumer, 1_000).Length);
    }

    [Fact]
    public void A_slow_consumer_does_not_hold_the_events_of_other_streams()
    {
        var (queue, cache) = Some();
        var (slow, quick) = (cache.GetCacheCursor(Stream(0), null), cache.GetCacheCursor(Stream(1), null));
        Write(queue, cache, Stream(0), 50);
        Write(queue, cache, Stream(1), 50);

        Deliver(quick, 50);

        Assert.Equal(50, queue.Messages);
        Assert.Equal(50, Deliver(slow, 50).Length);
    }

    [Fact]
    public void A_consumer_that_takes_nothing_misses_the_oldest_events_and_leaves_room_for_others()
    {
        var (queue, cache) = Some(most: 10);
        var (stuck, quick) = (cache.GetCacheCursor(Stream(0), null), cache.GetCacheCursor(Stream(1), null));
        Write(queue, cache, Stream(0), 100);
        Write(queue, cache, Stream(1), 8);

        Assert.Equal(18, queue.Messages);
        Assert.Equal(8, Deliver(quick, 100).Length);
        Assert.Equal(Enumerable.Range(90, 10).Select(number => number.ToString()), Deliver(stuck, 100));
        Assert.Equal(0, queue.Messages);
    }

    private static (LocalQueue Queue, LaneCache Cache) Some(int most = int.MaxValue)
    {
        var queue = new LocalQueue(maxMessages: 100_000, maxBytes: 1L << 30);
        return (queue, new(queue, () => most));
    }

    private static StreamId Stream(int number) => StreamId.Create("tests", number.ToString());

    private static List<IBatchContainer> Write(LocalQueue queue, LaneCache cache, StreamId stream, int count, int from = 0)
    {
        for (var number = from; number < from + count; number++)
        {
            Assert.True(queue.Write(new(stream, number.ToString(), 1)).IsCompleted);
        }

        var read = new List<IBatchContainer>();
        queue.Read(read, count);
        cache.AddToCache(read);
        return read;
    }

    private static string[] Deliver(IQueueCacheCursor cursor, int most)
    {
        var delivered = new List<string>();
        while (delivered.Count < most && ((LaneCursor)cursor).MoveNext())
        {
            delivered.Add(cursor.GetCurrent(out _)!.GetEvents<string>().Single().Item1);
        }

        return [.. delivered];
    }

    private sealed class Lanes
    {
        private readonly LocalQueue _queue;
        private readonly LaneCache _cache;
        private readonly int[] _written = new int[Streams];
        private readonly List<(int Stream, IQueueCacheCursor Cursor, int[] Next)> _consumers = [];

        internal Lanes() => (_queue, _cache) = Some();

        internal void Do(Step step, int stream, int choice)
        {
            switch (step)
            {
                case Step.Write:
                    Write(_queue, _cache, Stream(stream), choice, _written[stream]);
                    _written[stream] += choice;
                    break;
                case Step.Enter:
                    _consumers.Add((stream, _cache.GetCacheCursor(Stream(stream), null), [_written[stream]]));
                    break;
                case Step.Leave when _consumers.Count > 0:
                    _consumers[choice % _consumers.Count].Cursor.Dispose();
                    _consumers.RemoveAt(choice % _consumers.Count);
                    break;
                case Step.Deliver when _consumers.Count > 0:
                    Check(_consumers[choice % _consumers.Count], stream + 1);
                    break;
                case Step.Purge:
                    _cache.TryPurgeFromCache(out _);
                    break;
            }
        }

        internal void DeliverAll()
        {
            foreach (var consumer in _consumers)
            {
                Check(consumer, int.MaxValue);
                Assert.Equal(_written[consumer.Stream], consumer.Next[0]);
                consumer.Cursor.Dispose();
            }

            _cache.TryPurgeFromCache(out _);
            Assert.InRange(_queue.Messages, 0, Streams * Lane.KeptWithoutConsumer);
        }

        private static void Check((int Stream, IQueueCacheCursor Cursor, int[] Next) consumer, int most)
        {
            foreach (var name in Deliver(consumer.Cursor, most))
            {
                Assert.Equal(consumer.Next[0]++.ToString(), name);
            }
        }
    }
}
