using Ballast.Grains.Streams;
using Orleans.Streams;

namespace Ballast.Grains.Tests.Streams;

public sealed class LocalQueueTests
{
    private const long Small = 10;

    [Fact]
    public async Task Events_are_read_in_the_order_in_which_they_were_written()
    {
        var queue = new LocalQueue(maxMessages: 10, maxBytes: 1_000);
        await queue.Write(Event("a"));
        await queue.Write(Event("b"));
        await queue.Write(Event("c"));

        Assert.Equal(["a", "b"], Read(queue, most: 2));
        Assert.Equal(["c"], Read(queue, most: 2));
        Assert.Empty(Read(queue, most: 2));
    }

    [Fact]
    public async Task A_full_queue_makes_its_writers_wait_and_lets_them_in_by_turn()
    {
        var queue = new LocalQueue(maxMessages: 2, maxBytes: 1_000);
        await queue.Write(Event("a"));
        await queue.Write(Event("b"));
        var (third, fourth) = (queue.Write(Event("c")), queue.Write(Event("d")));

        // Reading alone makes no room, because what is read is not delivered yet.
        Assert.Equal(["a", "b"], Read(queue));
        Assert.False(third.IsCompleted);
        queue.Release(1, Small);

        await third;
        Assert.False(fourth.IsCompleted);
        Assert.Equal(["c"], Read(queue));
        queue.Release(1, Small);
        await fourth;
        Assert.Equal(["d"], Read(queue));
        Assert.Equal(2, queue.Messages);
    }

    [Fact]
    public async Task Bytes_are_bounded_too_and_an_event_larger_than_the_bound_passes_alone()
    {
        var queue = new LocalQueue(maxMessages: 100, maxBytes: 100);
        await queue.Write(Event("larger", 1_000));
        var small = queue.Write(Event("small"));
        Assert.False(small.IsCompleted);

        Assert.Equal(["larger"], Read(queue));
        queue.Release(1, 1_000);

        await small;
        Assert.Equal(["small"], Read(queue));
    }

    [Fact]
    public async Task A_writer_that_waits_lets_no_later_one_pass()
    {
        var queue = new LocalQueue(maxMessages: 100, maxBytes: 100);
        await queue.Write(Event("first", 90));
        var large = queue.Write(Event("large", 50));
        var small = queue.Write(Event("small", 1));
        Assert.False(small.IsCompleted);

        Read(queue);
        queue.Release(1, 90);

        await Task.WhenAll(large, small);
        Assert.Equal(["large", "small"], Read(queue));
    }

    [Fact]
    public void What_may_be_dropped_does_not_wait_for_room()
    {
        var mayDrop = true;
        var queue = new LocalQueue(maxMessages: 1, maxBytes: 100, () => mayDrop);
        Assert.True(queue.Write(Event("a")).IsCompleted);
        Assert.True(queue.Write(Event("dropped")).IsCompleted);

        mayDrop = false;
        var waiting = queue.Write(Event("b"));

        Assert.False(waiting.IsCompleted);
        Assert.Equal(["a"], Read(queue));
        queue.Release(1, Small);
        Assert.Equal(["b"], Read(queue));
    }

    [Fact]
    public async Task A_read_waits_until_something_is_written()
    {
        var queue = new LocalQueue(maxMessages: 10, maxBytes: 100);
        var receiver = new LocalQueueReceiver(queue);
        var read = receiver.GetQueueMessagesAsync(100, TestContext.Current.CancellationToken);
        Assert.False(read.IsCompleted);

        await queue.Write(Event("a"));

        Assert.Equal("a", Assert.Single(Assert.Single(await read).GetEvents<string>()).Item1);
    }

    [Fact]
    public async Task A_read_that_is_cancelled_returns_nothing()
    {
        using var stopping = new CancellationTokenSource();
        var read = new LocalQueueReceiver(new(maxMessages: 10, maxBytes: 100)).GetQueueMessagesAsync(100, stopping.Token);

        await stopping.CancelAsync();

        Assert.Empty(await read);
    }

    [Fact]
    public async Task A_closed_queue_lets_everyone_go()
    {
        var queue = new LocalQueue(maxMessages: 1, maxBytes: 100);
        var receiver = new LocalQueueReceiver(queue);
        await queue.Write(Event("a"));
        var waiting = queue.Write(Event("b"));

        await receiver.Shutdown(TimeSpan.FromSeconds(1));

        await waiting;
        await queue.Write(Event("c"));
        Assert.Empty(await receiver.GetQueueMessagesAsync(100, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Many_writers_and_a_reader_lose_nothing_and_keep_each_writers_order()
    {
        const int Writers = 8;
        const int Each = 2_000;
        var queue = new LocalQueue(maxMessages: 50, maxBytes: 10_000);
        var receiver = new LocalQueueReceiver(queue);
        var writing = Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (var number = 0; number < Each; number++)
            {
                await queue.Write(Event($"{writer}/{number}"));
            }
        })).ToArray();

        var next = new int[Writers];
        for (var total = 0; total < Writers * Each;)
        {
            var read = await receiver.GetQueueMessagesAsync(100, TestContext.Current.CancellationToken);
            foreach (var name in Names(read))
            {
                var (writer, number) = (int.Parse(name.Split('/')[0]), int.Parse(name.Split('/')[1]));
                Assert.Equal(next[writer]++, number);
                total++;
            }

            Assert.InRange(queue.Messages, 0, 50);
            queue.Release(read.Count, read.Count * Small);
        }

        await Task.WhenAll(writing).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(0, queue.Messages);
    }

    private static LocalStreamBatch Event(string name, long bytes = Small) => new(StreamId.Create("tests", "one"), name, bytes);

    private static string[] Read(LocalQueue queue, int most = 100)
    {
        var read = new List<IBatchContainer>();
        queue.Read(read, most);
        return Names(read);
    }

    private static string[] Names(IEnumerable<IBatchContainer> read) => [.. read.SelectMany(batch => batch.GetEvents<string>()).Select(item => item.Item1)];
}
