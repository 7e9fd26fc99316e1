using System.Collections.Concurrent;
using Ballast.Client.Streams;
using Ballast.Silo.Streams.Kafka;
using Ballast.Testing.Processes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Cluster.Tests.Streams;

/// <summary>Writer and reader of a topic alone, with brokers that are away, and with a topic that keeps too little.</summary>
public sealed class BrokerFaultTests : IAsyncLifetime
{
    private const string Topic = "some";
    private static readonly byte[] Key = [1];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private KafkaProcess _kafka = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private KafkaConnection Connection => new() { Servers = _kafka.Servers, Idempotent = true, Compressed = true };

    public async ValueTask InitializeAsync()
    {
        _kafka = await KafkaProcess.Start(1);
        await _kafka.AddTopic(Topic, 1);
    }

    public ValueTask DisposeAsync() => _kafka.DisposeAsync();

    [Fact]
    public async Task While_brokers_are_away_a_writer_holds_no_more_than_its_bound_and_says_what_it_has_lost()
    {
        const int bound = 1 << 20;
        using var writer = new TopicWriter(Topic, Connection, (TimeSpan.FromSeconds(3), bound), TimeProvider.System, NullLogger.Instance);
        await writer.Write(0, Key, new byte[1_000], WriteEnd.Stored);
        await _kafka.GoDown();

        var accepted = Enumerable.Range(0, 5_000).Count(_ => writer.TryWrite(0, Key, new byte[1_000]));
        Assert.InRange(accepted, 900, bound / 1_000);
        Assert.InRange(writer.UnsentBytes, 900_000, bound);
        Assert.Equal(5_000 - accepted, writer.Lost);

        // Neither a wait for room nor one for brokers is without end.
        await Assert.ThrowsAsync<TimeoutException>(() => writer.Write(0, Key, new byte[1_000], WriteEnd.Stored));
        await Eventually.Until("what was not sent is given up", Patience, () => Task.FromResult(writer.UnsentBytes == 0), Token);
        await _kafka.ComeUp();
        await writer.Write(0, Key, new byte[1_000], WriteEnd.Stored);
    }

    [Fact]
    public async Task A_reader_goes_on_from_what_was_settled_and_reports_what_the_topic_dropped_unread()
    {
        using (var writer = new TopicWriter(Topic, Connection, (Patience, 1 << 20), TimeProvider.System, NullLogger.Instance))
        {
            for (byte i = 0; i < 10; i++)
            {
                await writer.Write(0, Key, [i], WriteEnd.Stored);
            }
        }

        var log = new ErrorLog();
        var first = await ReadAndSettle(log, read: 10, settled: 2);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (byte)i), first);
        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 9], await ReadAndSettle(log, read: 8, settled: 0));
        Assert.Empty(log.Errors);

        await _kafka.Trim(Topic, 0, 6);
        Assert.Equal([6, 7, 8, 9], await ReadAndSettle(log, read: 4, settled: 4));
        Assert.StartsWith("4 messages of topic some, partition 0, before 6 were never read", Assert.Single(log.Errors), StringComparison.Ordinal);
    }

    /// <summary>Reads with a reader of its own; messages are settled in an order of their own, and only the first ones.</summary>
    private async Task<byte[]> ReadAndSettle(ErrorLog log, int read, int settled)
    {
        var reading = new TopicReading(null);
        using var reader = new TopicReader(
            Topic, Connection.Consumer("some", TimeSpan.FromMilliseconds(10), 1 << 20, reading.Reset), (reading, _ => { }), TimeProvider.System, log);
        var queue = new TopicPartitionQueue(0, 1 << 20);
        reader.Add(queue);
        var messages = new List<TopicMessage>();
        for (var some = new List<TopicMessage>(); messages.Count < read; messages.AddRange(some))
        {
            await queue.WaitToRead(Token).WaitAsync(Patience, Token);
            queue.Read(some, 100);
        }

        messages.Take(settled).Reverse().ToList().ForEach(message => queue.Settle(message.Offset, message.Bytes));
        queue.Close();
        reader.Remove(queue);
        return [.. messages.Select(message => message.Value[0])];
    }

    private sealed class ErrorLog : ILogger
    {
        internal ConcurrentQueue<string> Errors { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error)
            {
                Errors.Enqueue(formatter(state, exception));
            }
        }
    }
}
