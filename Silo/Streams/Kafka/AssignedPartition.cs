using Confluent.Kafka;

namespace Ballast.Silo.Streams.Kafka;

/// <summary>A partition that this silo reads.</summary>
/// <param name="name">Topic and number.</param>
/// <param name="queue">Where its messages go.</param>
internal sealed class AssignedPartition(TopicPartition name, TopicPartitionQueue queue)
{
    private long _stored = -1;
    private volatile bool _isRead;

    /// <summary>Topic and number.</summary>
    internal TopicPartition Name => name;

    /// <summary>Where its messages go.</summary>
    internal TopicPartitionQueue Queue => queue;

    /// <summary>Position that is committed, or will be next; -1 while unknown.</summary>
    internal long Stored
    {
        get => Interlocked.Read(ref _stored);
        set => Interlocked.Exchange(ref _stored, value);
    }

    /// <summary>Whether it is known from where it is read.</summary>
    internal bool IsRead
    {
        get => _isRead;
        set => _isRead = value;
    }

    /// <summary>Whether the consumer reads it.</summary>
    internal bool IsAssigned { get; set; }

    /// <summary>Position of the first message that is not settled; -1 while unknown.</summary>
    internal long Settled => Math.Max(queue.Positions.Next, Stored);

    /// <summary>Whether reading pauses because too much waits.</summary>
    internal bool IsPaused { get; set; }

    /// <summary>Position of the next message; <see langword="null"/> while unknown.</summary>
    internal long? Next { get; set; }

    /// <summary>When messages were last left out; 0 when none were.</summary>
    internal long SkippedAt { get; set; }

    /// <summary>Messages between the last one and this.</summary>
    internal long Missed(long offset) => Next is { } next ? offset - next : 0;
}
