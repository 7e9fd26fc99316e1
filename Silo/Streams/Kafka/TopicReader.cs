using System.Collections.Concurrent;
using Ballast.Client.Streams;
using Confluent.Kafka;

namespace Ballast.Silo.Streams.Kafka;

/// <summary>Reads the partitions of one topic that this silo has, on a thread of its own, and has committed what is settled.</summary>
/// <remarks>
/// Partitions are assigned here and never by the consumer group, because the silos divide them. The client library connects again by itself;
/// until it has, there is nothing to read. What may have to wait for brokers is asked on a second thread, because blocked threads of the pool would slow the silo.
/// </remarks>
internal sealed class TopicReader : IDisposable
{
    private static readonly TimeSpan PollFor = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan StoreEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan CountAgain = TimeSpan.FromSeconds(30);

    private readonly string _topic;
    private readonly TopicReading _reading;
    private readonly Action<int> _counted;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly ConcurrentDictionary<int, AssignedPartition> _assigned = new();
    private readonly ConcurrentQueue<Action> _orders = new();
    private readonly AutoResetEvent _toAsk = new(initialState: false);
    private readonly Thread _readingThread;
    private readonly Thread _askingThread;
    private volatile bool _isStopping;
    private long _storedAt;

    /// <param name="topic">Name of the topic.</param>
    /// <param name="consumer">Settings of the consumer.</param>
    /// <param name="reading">What is left out, and who is given the number of partitions now and then.</param>
    /// <param name="time">Clock of ages and pauses.</param>
    /// <param name="logger">Says when brokers are away and what was left out.</param>
    internal TopicReader(string topic, ConsumerConfig consumer, (TopicReading Rules, Action<int> Counted) reading, TimeProvider time, ILogger logger)
    {
        (_topic, _reading, _counted, _time, _logger) = (topic, reading.Rules, reading.Counted, time, logger);
        _consumer = new ConsumerBuilder<byte[], byte[]>(consumer)
            .SetErrorHandler((_, error) => Note(error.Reason))
            .SetLogHandler((_, _) => { })
            .Build();
        _readingThread = new(ReadAll) { IsBackground = true, Name = $"reads {topic}" };
        _askingThread = new(AskAll) { IsBackground = true, Name = $"asks for {topic}" };
        _readingThread.Start();
        _askingThread.Start();
    }

    /// <summary>What keeps the topic from being read; <see langword="null"/> when something was read since.</summary>
    internal string? Fault { get; private set; }

    /// <summary>The partitions that are read.</summary>
    internal IEnumerable<AssignedPartition> Assigned => _assigned.Values;

    /// <summary>Reads a partition from its last commit on, once the brokers have told it.</summary>
    internal void Add(TopicPartitionQueue queue) => _orders.Enqueue(() =>
    {
        Leave(queue.Number);
        _assigned[queue.Number] = new(new(_topic, queue.Number), queue);
        _toAsk.Set();
    });

    /// <summary>Ends to read a partition; what is settled of it is committed.</summary>
    internal void Remove(TopicPartitionQueue queue) => _orders.Enqueue(() =>
    {
        // Another agent may have begun to read it since.
        if (_assigned.TryGetValue(queue.Number, out var partition) && partition.Queue == queue)
        {
            Leave(queue.Number);
        }
    });

    /// <summary>Position after the newest message that a broker has told of; -1 while unknown.</summary>
    internal long End(TopicPartition partition)
    {
        try
        {
            return _consumer.GetWatermarkOffsets(partition).High is { IsSpecial: false } high ? high.Value : -1;
        }
        catch (Exception e) when (e is KafkaException or ObjectDisposedException)
        {
            return -1;
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_isStopping)
        {
            _isStopping = true;
            _toAsk.Set();
            _askingThread.Join();
            _readingThread.Join();
            _toAsk.Dispose();
        }
    }

    private void ReadAll()
    {
        while (!_isStopping)
        {
            try
            {
                while (_orders.TryDequeue(out var order))
                {
                    order();
                }

                ResumeThoseWithRoom();
                if (_time.GetElapsedTime(_storedAt) >= StoreEvery)
                {
                    StoreAll();
                }

                if (_consumer.Consume(PollFor) is { Message: not null } read)
                {
                    Take(read);
                }
            }
            catch (Exception e)
            {
                // An exception would end the process. The library goes on by itself, and what was lost on the way is read again.
                Note(e is KafkaException fault ? fault.Error.Reason : e.ToString());
            }
        }

        End();
    }

    /// <summary>Commits the rest, if brokers answer soon. The consumer is not closed in its own way, which may wait for them without end.</summary>
    private void End()
    {
        TopicPartitionOffset[] rest =
        [
            .. _assigned.Values.Where(partition => partition.IsAssigned && partition.Queue.Positions.Next >= 0)
                .Select(partition => new TopicPartitionOffset(partition.Name, partition.Queue.Positions.Next)),
        ];
        var committed = rest.Length == 0 ? Task.CompletedTask : Task.Run(() => _consumer.Commit(rest));
        if (Task.WaitAny([committed], AnswerPatience) == 0)
        {
            // Not while it is in use: the process ends without it.
            _consumer.Dispose();
        }
    }

    /// <summary>Asks how many partitions there are, and from where those are read that were added.</summary>
    private void AskAll()
    {
        var (partitions, countedAt) = (0, 0L);
        while (!_isStopping)
        {
            try
            {
                if (partitions == 0 || _time.GetElapsedTime(countedAt) > CountAgain)
                {
                    (partitions, countedAt) = (CountPartitions(), _time.GetTimestamp());
                    _counted(partitions);
                }

                BeginThoseAdded();
            }
            catch (Exception e)
            {
                // An exception would end the process. Asked again in a moment.
                Note(e is KafkaException fault ? fault.Error.Reason : e.ToString());
            }

            _toAsk.WaitOne(AskAgain);
        }
    }

    /// <summary>Number of partitions of the topic; 0 when there is no such topic.</summary>
    private int CountPartitions()
    {
        // Asked through the consumer, because its question creates no topic.
        using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        var found = admin.GetMetadata(_topic, AnswerPatience).Topics.Single(topic => topic.Topic == _topic);
        return found.Error.IsError ? 0 : found.Partitions.Count;
    }

    private void BeginThoseAdded()
    {
        AssignedPartition[] added = [.. _assigned.Values.Where(partition => !partition.IsRead)];
        if (added.Length == 0)
        {
            return;
        }

        var committed = _consumer.Committed(added.Select(partition => partition.Name), AnswerPatience).ToDictionary(one => one.Partition.Value, one => one.Offset);
        foreach (var partition in added)
        {
            partition.IsRead = true;
            _orders.Enqueue(() => Begin(partition, committed[partition.Queue.Number]));
        }
    }

    private void Begin(AssignedPartition partition, Offset committed)
    {
        if (_assigned.TryGetValue(partition.Queue.Number, out var present) && present == partition)
        {
            if (!committed.IsSpecial)
            {
                (partition.Next, partition.Stored) = (committed.Value, committed.Value);
            }

            _consumer.IncrementalAssign([new TopicPartitionOffset(partition.Name, committed.IsSpecial ? _reading.Start : committed)]);
            partition.IsAssigned = true;
        }
    }

    private void Leave(int number)
    {
        if (_assigned.TryRemove(number, out var partition) && partition.IsAssigned)
        {
            Store(partition);
            _consumer.IncrementalUnassign([partition.Name]);
        }
    }

    private void Take(ConsumeResult<byte[], byte[]> read)
    {
        if (!_assigned.TryGetValue(read.Partition.Value, out var partition))
        {
            return;
        }

        Fault = null;
        var message = new TopicMessage(
            _topic, read.Partition.Value, read.Offset.Value, new(read.Message.Timestamp.UtcDateTime, TimeSpan.Zero), read.Message.Value ?? []);
        if (partition.Missed(message.Offset) is { } missed and > 0 && _reading.ReportsMissing)
        {
            TopicLog.Missing(_logger, missed, _topic, message.Partition, message.Offset);
        }

        if (IsTooOld(partition, message))
        {
            SkipToEnd(partition, message);
            return;
        }

        partition.Queue.Add(message);
        partition.Next = message.Offset + 1;
        if (partition.Queue.IsFull)
        {
            _consumer.Pause([partition.Name]);
            partition.IsPaused = true;
        }
    }

    /// <summary>Whether a message is to be left out. Once in a while only, so that a producer whose clock is late is not left out for ever.</summary>
    private bool IsTooOld(AssignedPartition partition, TopicMessage message) =>
        _reading.MaxLag is { } most && _time.GetUtcNow() - message.At > most && End(partition.Name) > message.Offset + 1
        && (partition.SkippedAt == 0 || _time.GetElapsedTime(partition.SkippedAt) > most);

    private void SkipToEnd(AssignedPartition partition, TopicMessage message)
    {
        var end = End(partition.Name);
        _consumer.Seek(new(partition.Name, Offset.End));
        partition.SkippedAt = _time.GetTimestamp();
        partition.Next = null;
        partition.Queue.Skip(Math.Max(1, end - message.Offset));
        TopicLog.Skipped(_logger, _topic, message.Partition, message.Offset, end, _time.GetUtcNow() - message.At);
    }

    private void ResumeThoseWithRoom()
    {
        foreach (var partition in _assigned.Values)
        {
            if (partition.IsPaused && partition.Queue.HasRoom)
            {
                _consumer.Resume([partition.Name]);
                partition.IsPaused = false;
            }
        }
    }

    private void StoreAll()
    {
        _storedAt = _time.GetTimestamp();
        foreach (var partition in _assigned.Values)
        {
            Store(partition);
        }
    }

    /// <summary>Gives the library the position to commit next, which it does in the background.</summary>
    private void Store(AssignedPartition partition)
    {
        if (partition.IsAssigned && partition.Queue.Positions.Next is var next && next > partition.Stored)
        {
            _consumer.StoreOffset(new TopicPartitionOffset(partition.Name, next));
            partition.Stored = next;
        }
    }

    private void Note(string reason)
    {
        if (Fault is null)
        {
            Fault = reason;
            TopicLog.NotRead(_logger, _topic, reason);
        }
    }
}
