using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Ballast.Client.Streams;

/// <summary>When a write to a topic is complete.</summary>
internal enum WriteEnd
{
    /// <summary>The producer has room for the message; one that no broker stores in time is lost and counted.</summary>
    Accepted,

    /// <summary>The brokers have stored the message.</summary>
    Stored,
}

/// <summary>Writes messages to a topic, with a bound on the bytes that wait for brokers. Safe for use from many threads.</summary>
internal sealed partial class TopicWriter : IDisposable
{
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly string _topic;
    private readonly ProducerConfig _config;
    private readonly ByteBudget _unsent;
    private readonly TimeSpan _patience;
    private readonly ILogger _logger;
    private IProducer<byte[], byte[]>? _producer;
    private volatile bool _isBroken;
    private bool _isDisposed;
    private bool _isFailing;
    private long _lost;

    /// <param name="topic">Name of the topic.</param>
    /// <param name="connection">The brokers.</param>
    /// <param name="limits">Longest wait for room and then for brokers, and most bytes that wait.</param>
    /// <param name="time">Clock of the waits.</param>
    /// <param name="logger">Says when messages are lost, and when they are not any more.</param>
    internal TopicWriter(string topic, KafkaConnection connection, (TimeSpan Patience, long Bytes) limits, TimeProvider time, ILogger logger)
    {
        (_topic, _patience, _logger) = (topic, limits.Patience, logger);
        _config = connection.Producer(limits.Patience, limits.Bytes);
        _unsent = new(limits.Bytes, time);
    }

    /// <summary>Messages that were dropped or that no broker has stored in time.</summary>
    internal long Lost => Interlocked.Read(ref _lost);

    /// <summary>Bytes that wait for brokers.</summary>
    internal long UnsentBytes => _unsent.Used;

    /// <summary>Whether there is room for a message now; a message that may be dropped is, when there is none.</summary>
    internal bool TryWrite(int partition, byte[] key, byte[] value)
    {
        if (!_unsent.TryTake(Size(key, value)))
        {
            Interlocked.Increment(ref _lost);
            return false;
        }

        Produce(partition, key, value, null);
        return true;
    }

    /// <summary>Writes a message.</summary>
    /// <exception cref="TimeoutException">It must be stored, and the brokers have not stored it in time; perhaps they will.</exception>
    internal async Task Write(int partition, byte[] key, byte[] value, WriteEnd end)
    {
        if (!await _unsent.Take(Size(key, value), _patience).ConfigureAwait(false))
        {
            Interlocked.Increment(ref _lost);
            Lose($"no room for {_patience}");
            if (end == WriteEnd.Stored)
            {
                throw new TimeoutException($"The brokers of topic {_topic} have taken nothing for {_patience}; the message was not sent.");
            }

            return;
        }

        var stored = end == WriteEnd.Stored ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
        Produce(partition, key, value, stored);
        if (stored is not null)
        {
            await stored.Task.ConfigureAwait(false);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        IProducer<byte[], byte[]>? producer;
        lock (_gate)
        {
            (producer, _producer, _isDisposed) = (_producer, null, true);
        }

        if (producer is not null)
        {
            producer.Flush(FlushPatience);
            producer.Dispose();
        }
    }

    private static long Size(byte[] key, byte[] value) => key.Length + value.Length + 64;

    private void Produce(int partition, byte[] key, byte[] value, TaskCompletionSource? stored)
    {
        try
        {
            Producer().Produce(
                new TopicPartition(_topic, partition),
                new Message<byte[], byte[]> { Key = key, Value = value },
                report => End(report.Error, key, value, stored));
        }
        catch (Exception e) when (e is KafkaException or ObjectDisposedException)
        {
            End(e is KafkaException fault ? fault.Error : new Error(Confluent.Kafka.ErrorCode.Local_Destroy), key, value, stored);
        }
    }

    private void End(Error error, byte[] key, byte[] value, TaskCompletionSource? stored)
    {
        _unsent.Give(Size(key, value));
        if (!error.IsError)
        {
            _isFailing = false;
            stored?.TrySetResult();
            return;
        }

        Interlocked.Increment(ref _lost);
        Lose(error.Reason);
        stored?.TrySetException(new TimeoutException($"Topic {_topic} has not stored the message: {error.Reason}; it may be sent again."));
    }

    private IProducer<byte[], byte[]> Producer()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_isBroken && _producer is { } broken)
            {
                // A producer does not recover from a fatal error. What it still holds it reports as failed.
                (_producer, _isBroken) = (null, false);
                _ = Task.Run(broken.Dispose);
            }

            return _producer ??= new ProducerBuilder<byte[], byte[]>(_config)
                .SetErrorHandler((_, error) => _isBroken |= error.IsFatal)
                .SetLogHandler((_, _) => { })
                .Build();
        }
    }

    private void Lose(string reason)
    {
        if (!_isFailing)
        {
            _isFailing = true;
            Losing(_logger, _topic, reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Messages to topic {Topic} are lost until its brokers take them again: {Reason}")]
    private static partial void Losing(ILogger logger, string topic, string reason);
}
