using Orleans.Streams;

namespace Ballast.Grains.Streams;

/// <summary>A queue in the memory of one silo: bounded in events and bytes, with writers that wait in order and a reader that is woken.</summary>
/// <remarks>
/// What has been read counts until <see cref="Release"/>, so one bound holds for everything that is written and not handed to a consumer. A delivery under way,
/// of at most a hundred events for each consumer, is not counted.
/// Any thread may write; one agent reads.
/// </remarks>
/// <param name="maxMessages">Most events.</param>
/// <param name="maxBytes">Most bytes.</param>
/// <param name="mayDrop">Whether an event that finds no room may be dropped now; <see langword="null"/> when none ever may.</param>
/// <param name="dropped">Takes note of an event that was dropped so.</param>
internal sealed class LocalQueue(int maxMessages, long maxBytes, Func<bool>? mayDrop = null, Action<LocalStreamBatch>? dropped = null)
{
    private readonly Lock _gate = new();
    private readonly Queue<LocalStreamBatch> _accepted = new();
    private readonly Queue<WaitingWriter> _writers = new();
    private TaskCompletionSource? _reader;
    private bool _isClosed;
    private long _number;
    private long _bytes;
    private int _messages;

    /// <summary>Events that are accepted and not yet released.</summary>
    internal int Messages
    {
        get
        {
            lock (_gate)
            {
                return _messages;
            }
        }
    }

    /// <summary>Writes an event; completes when the queue has accepted it, after every earlier one, or dropped. A closed queue drops it.</summary>
    internal Task Write(LocalStreamBatch batch)
    {
        TaskCompletionSource? reader = null;
        var isAccepted = false;
        lock (_gate)
        {
            if (_isClosed)
            {
                return Task.CompletedTask;
            }

            var hasRoom = _writers.Count == 0 && HasRoom(batch);
            if (!hasRoom && mayDrop?.Invoke() != true)
            {
                var writer = new WaitingWriter(batch, new(TaskCreationOptions.RunContinuationsAsynchronously));
                _writers.Enqueue(writer);
                return writer.Accepted.Task;
            }

            if (hasRoom)
            {
                Accept(batch);
                (reader, _reader, isAccepted) = (_reader, null, true);
            }
        }

        if (!isAccepted)
        {
            dropped?.Invoke(batch);
        }

        reader?.TrySetResult();
        return Task.CompletedTask;
    }

    /// <summary>Takes events out into an emptied list, in the order in which they were accepted.</summary>
    internal void Read(List<IBatchContainer> into, int most)
    {
        into.Clear();
        lock (_gate)
        {
            while (into.Count < most && _accepted.TryDequeue(out var batch))
            {
                into.Add(batch);
            }
        }
    }

    /// <summary>Completes when there is something to read, or the queue is closed.</summary>
    internal Task WaitToRead(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_accepted.Count > 0 || _isClosed)
            {
                return Task.CompletedTask;
            }

            _reader ??= new();
            return _reader.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Makes room: events that were read have been handed on, or nobody wants them.</summary>
    internal void Release(int messages, long bytes)
    {
        List<TaskCompletionSource>? admitted = null;
        TaskCompletionSource? reader = null;
        lock (_gate)
        {
            (_messages, _bytes) = (_messages - messages, _bytes - bytes);
            while (_writers.TryPeek(out var writer) && HasRoom(writer.Batch))
            {
                Accept(_writers.Dequeue().Batch);
                (admitted ??= []).Add(writer.Accepted);
            }

            if (admitted is not null)
            {
                (reader, _reader) = (_reader, null);
            }
        }

        admitted?.ForEach(writer => writer.TrySetResult());
        reader?.TrySetResult();
    }

    /// <summary>Drops what nobody will read any more, and lets its writers go on: the silo stops, and books see a gap in their sequences.</summary>
    internal void Close()
    {
        WaitingWriter[] writers;
        TaskCompletionSource? reader;
        lock (_gate)
        {
            _isClosed = true;
            (writers, reader, _reader) = ([.. _writers], _reader, null);
            _writers.Clear();
            _accepted.Clear();
        }

        Array.ForEach(writers, writer => writer.Accepted.TrySetResult());
        reader?.TrySetResult();
    }

    private bool HasRoom(LocalStreamBatch batch) => _messages == 0 || (_messages < maxMessages && _bytes + batch.Bytes <= maxBytes);

    private void Accept(LocalStreamBatch batch)
    {
        batch.Number(++_number);
        _accepted.Enqueue(batch);
        (_messages, _bytes) = (_messages + 1, _bytes + batch.Bytes);
    }

    private readonly record struct WaitingWriter(LocalStreamBatch Batch, TaskCompletionSource Accepted);
}
