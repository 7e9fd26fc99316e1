using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Producer;
using Ballast.Testing.Processes;
using Xunit;

namespace Ballast.Silo.Tests.Streams.EventHubs;

/// <summary>The broker of the tests does what the client of Azure Event Hubs expects of the service; nothing of the client is replaced.</summary>
public sealed class BrokerTests : IAsyncLifetime
{
    private const string Group = EventHubConsumerClient.DefaultConsumerGroupName;

    private EventHubsProcess _broker = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _broker = await EventHubsProcess.Start();
        await _broker.Create("fills", 4);
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task Every_hub_has_its_own_partitions()
    {
        await _broker.Create("ticker", 7);
        await using var fills = Producer();
        await using var ticker = new EventHubProducerClient(_broker.ConnectionString, "ticker");
        Assert.Equal(["0", "1", "2", "3"], await fills.GetPartitionIdsAsync(Token));
        Assert.Equal(7, (await ticker.GetEventHubPropertiesAsync(Token)).PartitionIds.Length);
    }

    [Fact]
    public async Task Events_of_a_key_are_read_in_order_from_one_partition()
    {
        await using var producer = Producer();
        for (var i = 0; i < 20; i++)
        {
            await producer.SendAsync([.. Enumerable.Range(0, 3).Select(n => new EventData($"{i}-{n}"))], new SendEventOptions { PartitionKey = $"key-{i % 5}" }, Token);
        }

        var read = new List<EventData>();
        foreach (var partition in await producer.GetPartitionIdsAsync(Token))
        {
            var properties = await producer.GetPartitionPropertiesAsync(partition, Token);
            read.AddRange(await Read(partition, EventPosition.Earliest, (int)properties.LastEnqueuedSequenceNumber + 1));
        }

        Assert.Equal(60, read.Count);
        foreach (var key in read.GroupBy(one => one.PartitionKey))
        {
            var expected = Enumerable.Range(0, 20).Where(i => $"key-{i % 5}" == key.Key).SelectMany(i => Enumerable.Range(0, 3).Select(n => $"{i}-{n}"));
            Assert.Equal(expected, key.Select(one => one.EventBody.ToString()));
        }
    }

    [Fact]
    public async Task A_batch_keeps_properties_and_body_of_each_event()
    {
        await using var producer = Producer();
        using var batch = await producer.CreateBatchAsync(new CreateBatchOptions { PartitionId = "2" }, Token);
        var large = new byte[100_000];
        Random.Shared.NextBytes(large);
        Assert.True(batch.TryAdd(new EventData(large) { Properties = { ["schema"] = 3, ["name"] = "x" }, ContentType = "text/plain" }));
        Assert.True(batch.TryAdd(new EventData("small")));
        await producer.SendAsync(batch, Token);
        await producer.SendAsync([new EventData("alone")], new SendEventOptions { PartitionId = "2" }, Token);

        var read = await Read("2", EventPosition.Earliest, 3);
        Assert.Equal(large, read[0].EventBody.ToArray());
        Assert.Equal((3, "x", "text/plain"), (read[0].Properties["schema"], read[0].Properties["name"], read[0].ContentType));
        Assert.Equal(["small", "alone"], read.Skip(1).Select(one => one.EventBody.ToString()));
        Assert.Equal([0, 1, 2], read.Select(one => one.SequenceNumber));
        Assert.Null(read[2].PartitionKey);
    }

    [Fact]
    public async Task A_reader_begins_where_it_asks_to()
    {
        await Send("1", 0, 50);
        var all = await Read("1", EventPosition.Earliest, 50);
        Assert.Equal(Enumerable.Range(0, 50).Select(n => n.ToString(CultureInfo.InvariantCulture)), all.Select(one => one.EventBody.ToString()));
        foreach (var (position, first) in new[]
        {
            (EventPosition.FromOffset(all[20].OffsetString, false), 21L),
            (EventPosition.FromOffset(all[20].OffsetString, true), 20L),
            (EventPosition.FromSequenceNumber(30, false), 31L),
            (EventPosition.FromSequenceNumber(30, true), 30L),
        })
        {
            Assert.Equal(first, (await Read("1", position, 1))[0].SequenceNumber);
        }
    }

    [Fact]
    public async Task A_reader_of_what_is_to_come_gets_only_that()
    {
        await Send("1", 0, 5);
        await using var reader = Reader("1", EventPosition.Latest);
        var next = reader.ReceiveBatchAsync(10, Eventually.Patience, Token);
        await Eventually.Until("the reader is attached", Eventually.Patience, async () =>
        {
            await Send("1", 5, 1);
            return next.IsCompleted;
        }, Token);
        Assert.All(await next, one => Assert.Equal("5", one.EventBody.ToString()));
    }

    [Fact]
    public async Task A_reader_of_a_higher_owner_level_takes_the_partition()
    {
        await Send("0", 0, 1);
        await using var first = Reader("0", EventPosition.Earliest, level: 1);
        Assert.Single(await first.ReceiveBatchAsync(1, Eventually.Patience, Token));
        await using var second = Reader("0", EventPosition.Earliest, level: 2);
        Assert.Single(await second.ReceiveBatchAsync(1, Eventually.Patience, Token));
        await Refused(EventHubsException.FailureReason.ConsumerDisconnected, first);
        await using var third = Reader("0", EventPosition.Earliest);
        await Refused(EventHubsException.FailureReason.ConsumerDisconnected, third);
    }

    [Fact]
    public async Task A_sixth_reader_of_one_consumer_group_is_refused()
    {
        await Send("0", 0, 1);
        await using var readers = new Disposables();
        for (var i = 0; i < 5; i++)
        {
            var reader = readers.Keep(Reader("0", EventPosition.Earliest));
            Assert.Single(await reader.ReceiveBatchAsync(1, Eventually.Patience, Token));
        }

        await Refused(EventHubsException.FailureReason.QuotaExceeded, readers.Keep(Reader("0", EventPosition.Earliest)));
    }

    [Fact]
    public async Task An_offset_that_the_log_never_had_is_invalid()
    {
        await Send("3", 0, 10);
        var last = (await Read("3", EventPosition.Earliest, 10))[^1];
        await _broker.Create("fills", 4);
        await using var reader = Reader("3", EventPosition.FromOffset(last.OffsetString, false));
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => reader.ReceiveBatchAsync(1, Eventually.Patience, Token));
        Assert.Contains("The supplied offset", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hub_that_is_absent_is_not_found_until_it_is_created()
    {
        await using var producer = new EventHubProducerClient(_broker.ConnectionString, "later", new EventHubProducerClientOptions { RetryOptions = new() { MaximumRetries = 0 } });
        foreach (var ask in new Func<Task>[] { () => producer.GetPartitionIdsAsync(Token), () => producer.SendAsync([new EventData("x")], Token) })
        {
            Assert.Equal(EventHubsException.FailureReason.ResourceNotFound, (await Assert.ThrowsAsync<EventHubsException>(ask)).Reason);
        }

        await _broker.Create("later", 2);
        await producer.SendAsync([new EventData("x")], new SendEventOptions { PartitionId = "1" }, Token);
        Assert.Equal(new long[] { -1, 0 }, await _broker.Ends("later"));
    }

    [Fact]
    public async Task What_was_stored_outlives_an_outage()
    {
        await Send("0", 0, 10);
        await using var reader = Reader("0", EventPosition.Earliest);
        Assert.NotEmpty(await reader.ReceiveBatchAsync(1, Eventually.Patience, Token));
        await _broker.GoAway();
        await using var producer = new EventHubProducerClient(_broker.ConnectionString, "fills", new EventHubProducerClientOptions { RetryOptions = new() { MaximumRetries = 0, TryTimeout = TimeSpan.FromSeconds(2) } });
        await Assert.ThrowsAnyAsync<Exception>(() => producer.SendAsync([new EventData("x")], Token));
        await _broker.Return();
        await Send("0", 10, 5);
        Assert.Equal(15, (await Read("0", EventPosition.Earliest, 15)).Count);
        var rest = new List<EventData>();
        while (rest.Count < 14)
        {
            rest.AddRange(await reader.ReceiveBatchAsync(100, Eventually.Patience, Token));
        }

        Assert.Equal(Enumerable.Range(1, 14), rest.Select(one => (int)one.SequenceNumber));
    }

    [Fact]
    public async Task A_send_that_is_refused_as_busy_is_stored_once_by_the_retry()
    {
        await using var producer = Producer();
        await producer.SendAsync([new EventData("first")], new SendEventOptions { PartitionId = "0" }, Token);
        await _broker.RefuseSends(1);
        await producer.SendAsync([new EventData("second")], new SendEventOptions { PartitionId = "0" }, Token);
        Assert.Equal(["first", "second"], (await Read("0", EventPosition.Earliest, 2)).Select(one => one.EventBody.ToString()));
        Assert.Equal(new long[] { 1, -1, -1, -1 }, await _broker.Ends("fills"));
    }

    [Fact]
    public async Task What_is_over_the_limit_of_a_partition_goes_and_memory_stays_bounded()
    {
        const int Size = 500_000;
        const int Count = 300;
        await using var producer = Producer();
        for (var i = 0; i < Count; i++)
        {
            await producer.SendAsync([new EventData(new byte[Size])], new SendEventOptions { PartitionId = "0" }, Token);
        }

        var properties = await producer.GetPartitionPropertiesAsync("0", Token);
        Assert.Equal(Count - 1, properties.LastEnqueuedSequenceNumber);
        Assert.InRange(properties.BeginningSequenceNumber, Count - (64 << 20) / Size - 1, Count - 100);
        Assert.Equal(properties.BeginningSequenceNumber, (await Read("0", EventPosition.FromSequenceNumber(0, true), 1))[0].SequenceNumber);
        Assert.InRange(_broker.WorkingSet, 1, 600L << 20);
    }

    private EventHubProducerClient Producer() => new(_broker.ConnectionString, "fills");

    private PartitionReceiver Reader(string partition, EventPosition from, long? level = null) =>
        new(Group, partition, from, _broker.ConnectionString, "fills", new() { OwnerLevel = level, PrefetchCount = 0, RetryOptions = new() { MaximumRetries = 3, Delay = TimeSpan.FromMilliseconds(100) } });

    private async Task Send(string partition, int first, int count)
    {
        await using var producer = Producer();
        await producer.SendAsync(
            [.. Enumerable.Range(first, count).Select(n => new EventData(n.ToString(CultureInfo.InvariantCulture)))],
            new SendEventOptions { PartitionId = partition },
            Token);
    }

    private async Task<List<EventData>> Read(string partition, EventPosition from, int count)
    {
        await using var reader = Reader(partition, from);
        var read = new List<EventData>();
        while (read.Count < count)
        {
            read.AddRange(await reader.ReceiveBatchAsync(count - read.Count, Eventually.Patience, Token));
        }

        return read;
    }

    private static async Task Refused(EventHubsException.FailureReason reason, PartitionReceiver reader) =>
        Assert.Equal(reason, (await Assert.ThrowsAsync<EventHubsException>(() => reader.ReceiveBatchAsync(1, Eventually.Patience, Token))).Reason);

    private sealed class Disposables : IAsyncDisposable
    {
        private readonly List<IAsyncDisposable> _kept = [];

        public T Keep<T>(T one)
            where T : IAsyncDisposable
        {
            _kept.Add(one);
            return one;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var one in _kept)
            {
                await one.DisposeAsync();
            }
        }
    }
}
