using System.Collections.Concurrent;
using Ballast.Client.Streams;
using Confluent.Kafka;

namespace Ballast.Silo.Streams.Kafka;

/// <summary>Reads the partitions of one topic that this silo has, on a thread of its own, and commits what is settled.</summary>
/// <remarks>
/// Partitions are assigned here and never by the consumer group, because the silos divide them. The client library connects again by itself;
/// until it has, there is nothing to read.
/// </remarks>
internal sealed partial class TopicReader : IDisposable
{
    private static readonly TimeSpan PollFor = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CommitEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LastCommitPatience = TimeSpan.FromSeconds(2);

    private readonly string _topic;
    private readonly TopicReading _reading;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly ConcurrentDictionary<int, AssignedPartition> _assigned = new();
    private readonly ConcurrentQueue<Action> _orders = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Thread _thread;
    private Task _committing = Task.CompletedTask;
    private long _committedAt;

    /// <param name="topic">Name of the topic.</param>
    /// <param name="consumer">Settings of the consumer.</param>
    /// <param name="reading">What is left out.</param>
    /// <param name="time">Clock of ages and pauses.</param>
    /// <param name="logger">Says when brokers are away and what was left out.</param>
    internal TopicReader(string topic, ConsumerConfig consumer, TopicReading reading, TimeProvider time, ILogger logger)
    {
        (_topic, _reading, _time, _logger) = (topic, reading, time, logger);
        _consumer = new ConsumerBuilder<byte[], byte[]>(consumer)
            .SetErrorHandler((_, error) => Note(error.Reason))
            .SetLogHandler((_, _) => { })
            .Build();
        _thread = new(Run) { IsBackground = true, Name = $"reads {topic}" };
        _thread.Start();
    }

    /// <summary>What keeps the topic from being read; <see langword="null"/> when something was read since.</summary>
    internal string? Fault { get; private set; }

    /// <summary>The partitions that are read.</summary>
    internal IEnumerable<AssignedPartition> Assigned => _assigned.Values;

    /// <summary>Number of partitions of the topic, from the brokers; 0 when there is no such topic.</summary>
    /// <exception cref="KafkaException">No broker answers.</exception>
    internal int CountPartitions(TimeSpan patience)
    {
        // Asked through the consumer, because its question creates no topic.
        using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        var found = admin.GetMetadata(_topic, patience).Topics.Single(topic => topic.Topic == _topic);
        return found.Error.IsError ? 0 : found.Partitions.Count;
    }

    /// <summary>Begins to read a partition where its last commit is.</summary>
    internal void Add(TopicPartitionQueue queue)
    {
        var partition = new AssignedPartition(new(_topic, queue.Number), queue);
        _assigned[queue.Number] = partition;
        _ = Task.Run(() => Begin(partition));
    }

    /// <summary>Ends to read a partition; completes when what is settled of it is committed, or could not be.</summary>
    internal Task Remove(TopicPartitionQueue queue)
    {
        var removed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _orders.Enqueue(() =>
        {
            // Another agent may have begun to read it since.
            if (_assigned.TryGetValue(queue.Number, out var partition) && partition.Queue == queue)
            {
                _assigned.TryRemove(queue.Number, out _);
                if (partition.IsRead)
                {
                    _consumer.IncrementalUnassign([partition.Name]);
                }

                _ = Commit([partition]).WaitAsync(LastCommitPatience, _time).ContinueWith(_ => removed.TrySetResult(), TaskScheduler.Default);
            }
            else
            {
                removed.TrySetResult();
            }
        });
        return removed.Task;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_stopping.IsCancellationRequested)
        {
            _stopping.Cancel();
            _thread.Join();
        }
    }

    /// <summary>Reads from the last commit on, once the brokers have told it.</summary>
    private async Task Begin(AssignedPartition partition)
    {
        while (!_stopping.IsCancellationRequested && IsAssigned(partition))
        {
            try
            {
                var committed = _consumer.Committed([partition.Name], AnswerPatience)[0].Offset;
                _orders.Enqueue(() => Begin(partition, committed));
                return;
            }
            catch (KafkaException e)
            {
                Note(e.Error.Reason);
            }

            await Task.Delay(RetryAfter, _time);
        }
    }

    private void Begin(AssignedPartition partition, Offset committed)
    {
        if (IsAssigned(partition))
        {
            if (!committed.IsSpecial)
            {
                (partition.Next, partition.Committed) = (committed.Value, committed.Value);
            }

            partition.IsRead = true;
            _consumer.IncrementalAssign([new TopicPartitionOffset(partition.Name, committed.IsSpecial ? _reading.Start : committed)]);
        }
    }

    private bool IsAssigned(AssignedPartition partition) => _assigned.TryGetValue(partition.Queue.Number, out var present) && present == partition;

    private void Run()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                while (_orders.TryDequeue(out var order))
                {
                    order();
                }

                ResumeThoseWithRoom();
                if (_committing.IsCompleted && _time.GetElapsedTime(_committedAt) >= CommitEvery)
                {
                    _committedAt = _time.GetTimestamp();
                    _committing = Commit([.. _assigned.Values]);
                }

                if (_consumer.Consume(PollFor) is { Message: not null } read)
                {
                    Take(read);
                }
            }
            catch (KafkaException e)
            {
                // The library goes on by itself; what was lost on the way is read again.
                Note(e.Error.Reason);
            }
        }

        _committing.WaitAsync(LastCommitPatience).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        _consumer.Dispose();
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
            Missing(_logger, missed, _topic, message.Partition, message.Offset);
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
        _reading.MaxLag is { } most
        && _time.GetUtcNow() - message.At > most
        && End(partition.Name) > message.Offset + 1
        && (partition.SkippedAt == 0 || _time.GetElapsedTime(partition.SkippedAt) > most);

    private void SkipToEnd(AssignedPartition partition, TopicMessage message)
    {
        var end = End(partition.Name);
        _consumer.Seek(new(partition.Name, Offset.End));
        partition.SkippedAt = _time.GetTimestamp();
        partition.Next = null;
        partition.Queue.Skip(Math.Max(1, end - message.Offset));
        Skipped(_logger, _topic, message.Partition, message.Offset, end, _time.GetUtcNow() - message.At);
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

    /// <summary>Commits what is settled of partitions, off this thread, because brokers that are away do not answer for long.</summary>
    private Task Commit(IReadOnlyList<AssignedPartition> partitions)
    {
        AssignedPartition[] due = [.. partitions.Where(partition => partition.Queue.Positions.Next > partition.Committed)];
        return due.Length == 0 ? Task.CompletedTask : Task.Run(() =>
        {
            try
            {
                TopicPartitionOffset[] offsets = [.. due.Select(partition => new TopicPartitionOffset(partition.Name, partition.Queue.Positions.Next))];
                _consumer.Commit(offsets);
                foreach (var (partition, offset) in due.Zip(offsets))
                {
                    partition.Committed = offset.Offset.Value;
                }
            }
            catch (Exception e) when (e is KafkaException or ObjectDisposedException)
            {
                // Tried again with the next; until then a restart repeats more.
                Note(e.Message);
            }
        });
    }

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

    private void Note(string reason)
    {
        if (Fault is null)
        {
            Fault = reason;
            NotRead(_logger, _topic, reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Topic {Topic} is not read until its brokers answer: {Reason}")]
    private static partial void NotRead(ILogger logger, string topic, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} messages of topic {Topic}, partition {Partition}, before {Offset} were never read and are gone: the topic keeps too little for the time that nobody read it")]
    private static partial void Missing(ILogger logger, long count, string topic, int partition, long offset);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Topic {Topic}, partition {Partition}: messages {From} to {To} are left out, the first is {Age} old")]
    private static partial void Skipped(ILogger logger, string topic, int partition, long from, long to, TimeSpan age);
}
