using Ballast.Silo.Streams.Durable;

namespace Ballast.Silo.Streams.Kafka;

/// <summary>Messages of one partition between the thread that reads the topic and the agent that delivers them: bounded, with an agent that is woken.</summary>
/// <remarks>Messages count until they are settled, so one bound holds for all that was read. One thread adds, one agent reads, any thread settles.</remarks>
internal sealed class TopicPartitionQueue(int number, long maxBytes)
{
    private const int MaxMessages = 20_000;

    private readonly Lock _gate = new();
    private readonly Queue<TopicMessage> _waiting = new();
    private TaskCompletionSource? _agent;
    private long _bytes;
    private int _messages;
    private bool _isClosed;

    /// <summary>Number of the partition.</summary>
    internal int Number => number;

    /// <summary>What is settled.</summary>
    internal SettledPositions Positions { get; } = new();

    /// <summary>Messages that could not be read.</summary>
    internal long Unreadable { get; private set; }

    /// <summary>Messages that were left out because they were too old.</summary>
    internal long Skipped { get; private set; }

    /// <summary>Whether no more is to be read for now.</summary>
    internal bool IsFull
    {
        get
        {
            lock (_gate)
            {
                return _bytes >= maxBytes || _messages >= MaxMessages;
            }
        }
    }

    /// <summary>Whether there is room for much, so that reading goes on.</summary>
    internal bool HasRoom
    {
        get
        {
            lock (_gate)
            {
                return _bytes < maxBytes / 2 && _messages < MaxMessages / 2;
            }
        }
    }

    /// <summary>Adds the next message.</summary>
    internal void Add(TopicMessage message)
    {
        TaskCompletionSource? agent;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            Positions.Add(message.Offset, message.At);
            _waiting.Enqueue(message);
            (_bytes, _messages) = (_bytes + message.Bytes, _messages + 1);
            (agent, _agent) = (_agent, null);
        }

        agent?.TrySetResult();
    }

    /// <summary>Takes messages out into an emptied list.</summary>
    internal void Read(List<TopicMessage> into, int most)
    {
        into.Clear();
        lock (_gate)
        {
            while (into.Count < most && _waiting.TryDequeue(out var message))
            {
                into.Add(message);
            }
        }
    }

    /// <summary>Completes when there is something to read, or the queue is closed.</summary>
    internal Task WaitToRead(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_waiting.Count > 0 || _isClosed)
            {
                return Task.CompletedTask;
            }

            // What waits must not go on on the thread that reads the topic.
            _agent ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _agent.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A message is settled.</summary>
    internal void Settle(long position, long bytes)
    {
        lock (_gate)
        {
            (_bytes, _messages) = (_bytes - bytes, _messages - 1);
        }

        Positions.Settle(position);
    }

    /// <summary>A message could not be read, and is let go.</summary>
    internal void SettleUnreadable(TopicMessage message)
    {
        Unreadable++;
        Settle(message.Offset, message.Bytes);
    }

    /// <summary>Lets go of what waits for the agent, and of messages that were not read at all.</summary>
    internal void Skip(long unread)
    {
        TopicMessage[] waiting;
        lock (_gate)
        {
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        Array.ForEach(waiting, message => Settle(message.Offset, message.Bytes));
        Skipped += waiting.Length + unread;
    }

    /// <summary>Ends it: nothing is added any more, and the agent's read ends.</summary>
    internal void Close()
    {
        TaskCompletionSource? agent;
        lock (_gate)
        {
            _isClosed = true;
            (agent, _agent) = (_agent, null);
        }

        agent?.TrySetResult();
    }
}
