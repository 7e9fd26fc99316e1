namespace Ballast.Silo.Streams.Durable;

/// <summary>Follows which messages of a partition are settled, and up to which position all are. Safe for use from many threads.</summary>
internal sealed class SettledPositions
{
    private readonly Lock _gate = new();
    private readonly Queue<Read> _read = new();
    private readonly HashSet<long> _settled = [];

    /// <summary>Position of the first message that is not settled; -1 before the first was read.</summary>
    internal long Next { get; private set; } = -1;

    /// <summary>Time of the oldest message that is not settled; <see langword="null"/> when all are.</summary>
    internal DateTimeOffset? OldestAt
    {
        get
        {
            lock (_gate)
            {
                return _read.TryPeek(out var oldest) ? oldest.At : null;
            }
        }
    }

    /// <summary>Adds a message that was read, in order of position.</summary>
    internal void Add(long position, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (_read.Count == 0)
            {
                Next = position;
            }

            _read.Enqueue(new(position, at));
        }
    }

    /// <summary>A message is settled.</summary>
    internal void Settle(long position)
    {
        lock (_gate)
        {
            _settled.Add(position);
            while (_read.TryPeek(out var oldest) && _settled.Remove(oldest.Position))
            {
                _read.Dequeue();
                Next = _read.TryPeek(out var next) ? next.Position : oldest.Position + 1;
            }
        }
    }

    private readonly record struct Read(long Position, DateTimeOffset At);
}
