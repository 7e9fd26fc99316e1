using System.Globalization;
using Amqp;
using Amqp.Framing;
using Amqp.Types;

namespace Ballast.EventHubsBroker;

/// <summary>The log of a partition and its readers.</summary>
/// <remarks>When the log is larger than its limit the oldest events go, as they do in the service after the time of retention.</remarks>
/// <param name="id">Number of the partition, as text.</param>
/// <param name="maxBytes">Most bytes kept.</param>
internal sealed class Partition(string id, long maxBytes)
{
    private const int MaxReadersWithoutLevel = 5;

    private static readonly Symbol SequenceNumber = new("x-opt-sequence-number");
    private static readonly Symbol EventOffset = new("x-opt-offset");
    private static readonly Symbol EnqueuedTime = new("x-opt-enqueued-time");
    private static readonly Symbol PartitionKey = new("x-opt-partition-key");

    private readonly Lock _gate = new();
    private PartitionReader[] _readers = [];
    private StoredEvent[] _ring = new StoredEvent[1_024];
    private long _first;
    private long _next;
    private long _offset;
    private long _bytes;

    /// <summary>Number of the partition, as text.</summary>
    internal string Id { get; } = id;

    /// <summary>Oldest and newest event; <see langword="null"/> when there is none.</summary>
    internal (StoredEvent? First, StoredEvent? Last) Ends
    {
        get
        {
            lock (_gate)
            {
                return _first == _next ? (null, null) : (At(_first), At(_next - 1));
            }
        }
    }

    /// <summary>Adds an event and hands it to the readers that have asked for more.</summary>
    internal void Append(Message message, string? key)
    {
        lock (_gate)
        {
            var at = TimeProvider.System.GetUtcNow().UtcDateTime;
            var annotations = message.MessageAnnotations ??= new();
            annotations[SequenceNumber] = _next;
            annotations[EventOffset] = _offset.ToString(CultureInfo.InvariantCulture);
            annotations[EnqueuedTime] = at;
            if (key is not null)
            {
                annotations[PartitionKey] = key;
            }

            (message.Header, message.DeliveryAnnotations, message.Format) = (null, null, 0);
            var encoded = message.Encode();
            Store(new(_next, _offset, at, encoded.Buffer.AsSpan(encoded.Offset, encoded.Length).ToArray()));
        }

        foreach (var reader in Volatile.Read(ref _readers))
        {
            reader.Pump();
        }
    }

    /// <summary>The event of a number, or the oldest that is left after it; <see langword="null"/> when it has not come yet.</summary>
    internal StoredEvent? From(long sequence)
    {
        lock (_gate)
        {
            return sequence >= _next ? null : At(Math.Max(sequence, _first));
        }
    }

    /// <summary>Number of the first event that a reader wants.</summary>
    /// <returns><see langword="null"/> for an offset that the log has never had, which the service refuses.</returns>
    internal long? Find(StartPosition start)
    {
        lock (_gate)
        {
            return start.Kind switch
            {
                StartKind.End => _next,
                StartKind.Sequence => start.Value,
                StartKind.Offset when start.Value > _offset => null,
                StartKind.Offset => First(stored => stored.Offset >= start.Value),
                _ => First(stored => new DateTimeOffset(stored.At).ToUnixTimeMilliseconds() >= start.Value),
            };
        }
    }

    /// <summary>Lets a reader in. One with a higher owner level replaces the others of its consumer group.</summary>
    /// <returns>Why it is not let in.</returns>
    internal Error? Admit(PartitionReader reader)
    {
        PartitionReader[] replaced;
        lock (_gate)
        {
            var group = _readers.Where(other => other.Group == reader.Group).ToArray();
            var level = group.Max(other => other.Level);
            if (level is not null && (reader.Level is null || reader.Level < level))
            {
                return new(ErrorCode.Stolen) { Description = $"A reader of level {level} reads partition {Id}." };
            }

            if (reader.Level is null && group.Length >= MaxReadersWithoutLevel)
            {
                return new(ErrorCode.ResourceLimitExceeded) { Description = $"{group.Length} readers of one consumer group read partition {Id}." };
            }

            replaced = reader.Level is null ? [] : group;
            _readers = [.. _readers.Except(replaced), reader];
        }

        foreach (var other in replaced)
        {
            other.End(new(ErrorCode.Stolen) { Description = $"A reader of level {reader.Level} has come." });
        }

        return null;
    }

    /// <summary>Removes a reader whose link is closed.</summary>
    internal void Leave(PartitionReader reader)
    {
        lock (_gate)
        {
            _readers = [.. _readers.Where(other => other != reader)];
        }
    }

    /// <summary>Ends every reader.</summary>
    internal void EndReaders(Error error)
    {
        foreach (var reader in Volatile.Read(ref _readers))
        {
            reader.End(error);
        }
    }

    private void Store(StoredEvent stored)
    {
        if (_next - _first == _ring.Length)
        {
            var larger = new StoredEvent[_ring.Length * 2];
            for (var sequence = _first; sequence < _next; sequence++)
            {
                larger[sequence & (larger.Length - 1)] = At(sequence);
            }

            _ring = larger;
        }

        _ring[stored.Sequence & (_ring.Length - 1)] = stored;
        (_next, _offset, _bytes) = (_next + 1, _offset + stored.Encoded.Length, _bytes + stored.Encoded.Length);
        for (; _bytes > maxBytes && _first < _next - 1; _first++)
        {
            _bytes -= At(_first).Encoded.Length;
            _ring[_first & (_ring.Length - 1)] = null!;
        }
    }

    private StoredEvent At(long sequence) => _ring[sequence & (_ring.Length - 1)];

    private long First(Func<StoredEvent, bool> isWanted)
    {
        var sequence = _first;
        while (sequence < _next && !isWanted(At(sequence)))
        {
            sequence++;
        }

        return sequence;
    }
}
