using System.Collections.Concurrent;
using Ballast.Silo.Streams.Durable;
using Ballast.Silo.Streams.EventHubs;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streams;
using StackExchange.Redis;
using Xunit;

namespace Ballast.Silo.Tests.Streams.EventHubs;

/// <summary>Partitions that stand still without a word.</summary>
public sealed class HubWatchTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly ConcurrentDictionary<QueueId, HubPartition> _partitions = new();
    private readonly QueueId _queue = QueueId.GetQueueId("fills", 0, 0);
    private readonly Lines _lines = new();
    private readonly List<QueueId> _stopped = [];
    private readonly HubPartition _partition;
    private readonly HubConnection _connection;
    private readonly HubQueues _queues;
    private readonly HubWatch _watch;

    public HubWatchTests()
    {
        // Nobody listens there; the watch must not need the hub.
        _connection = new(new() { ConnectionString = "Endpoint=sb://localhost:1;SharedAccessKeyName=k;SharedAccessKey=eA==;UseDevelopmentEmulator=true;" }, "fills");
        _queues = new("fills", _connection, _time, NullLogger.Instance);
        _partition = new("0", new(null!, default(RedisKey), "0"), maxBytes: 100, _time);
        _partitions[_queue] = _partition;
        _watch = new(new(_connection, _queues, null!, new(DeliveryRule.Everything, default, default)), () => _partitions, _time, _lines);
        _watch.Stopped += _stopped.Add;
    }

    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync();
        await _queues.DisposeAsync();
        await _connection.DisposeAsync();
    }

    [Fact]
    public void An_agent_that_asks_for_nothing_is_started_again_and_once_a_minute_only()
    {
        _time.Advance(HubWatch.SilenceLimit / 2);
        _watch.Check();
        Assert.Empty(_stopped);
        _time.Advance(HubWatch.SilenceLimit);
        _watch.Check();
        _watch.Check();
        Assert.Equal([_queue], _stopped);
        Assert.Contains("its agent is started again", Assert.Single(_lines.Errors), StringComparison.Ordinal);
        _partition.NoteAsked();
        _time.Advance(HubWatch.SilenceLimit / 2);
        _watch.Check();
        Assert.Single(_stopped);
    }

    [Fact]
    public void A_partition_whose_oldest_event_waits_for_a_minute_is_an_error_and_its_agent_is_let_be()
    {
        _partition.Add(new(0, "0", Start), Start, 100);
        _time.Advance(HubWatch.AgeLimit / 2);
        _watch.Check();
        Assert.Empty(_lines.Errors);
        _time.Advance(HubWatch.AgeLimit);
        _watch.Check();
        Assert.Contains("the oldest event that is not settled is 00:01:30 old", Assert.Single(_lines.Errors), StringComparison.Ordinal);
        Assert.Empty(_stopped);
        _partition.Settle(0, 100);
        _partition.NoteAsked();
        _watch.Check();
        Assert.Single(_lines.Errors);
    }

    private sealed class Lines : ILogger
    {
        internal List<string> Errors { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error)
            {
                Errors.Add(formatter(state, exception));
            }
        }
    }
}
