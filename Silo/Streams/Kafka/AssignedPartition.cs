using Confluent.Kafka;

namespace Ballast.Silo.Streams.Kafka;

/// <summary>A partition that this silo reads.</summary>
/// <param name="name">Topic and number.</param>
/// <param name="queue">Where its messages go.</param>
internal sealed class AssignedPartition(TopicPartition name, TopicPartitionQueue queue)
{
    private long _committed = -1;

    /// <summary>Topic and number.</summary>
    internal TopicPartition Name => name;

    /// <summary>Where its messages go.</summary>
    internal TopicPartitionQueue Queue => queue;

    /// <summary>Position that was last committed by this silo; -1 before the first.</summary>
    internal long Committed
    {
        get => Interlocked.Read(ref _committed);
        set => Interlocked.Exchange(ref _committed, value);
    }

    /// <summary>Whether it is known from where it is read.</summary>
    internal bool IsRead { get; set; }

    /// <summary>Position of the first message that is not settled; -1 while unknown.</summary>
    internal long Settled => Math.Max(queue.Positions.Next, Committed);

    /// <summary>Whether reading pauses because too much waits.</summary>
    internal bool IsPaused { get; set; }

    /// <summary>Position of the next message; <see langword="null"/> while unknown.</summary>
    internal long? Next { get; set; }

    /// <summary>When messages were last left out; 0 when none were.</summary>
    internal long SkippedAt { get; set; }

    /// <summary>Messages between the last one and this.</summary>
    internal long Missed(long offset) => Next is { } next ? offset - next : 0;
}
