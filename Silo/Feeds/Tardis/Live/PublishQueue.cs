using System.Threading.Channels;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>An event on its way from a socket to the publishing loop.</summary>
/// <param name="Socket">Which socket of the feed, from 0.</param>
/// <param name="Event">The event; <see langword="null"/> for a tick, which only wakes the loop.</param>
/// <param name="Bytes">Size of the event's message in bytes.</param>
internal readonly record struct QueuedEvent(int Socket, MarketEvent? Event, int Bytes);

/// <summary>The queue between sockets and the publishing loop. It is bounded in events and in bytes, so that a slow reader makes the sockets wait.</summary>
internal sealed class PublishQueue(int maxEvents, long maxBytes) : IDisposable
{
    private readonly Channel<QueuedEvent> _events = Channel.CreateBounded<QueuedEvent>(new BoundedChannelOptions(maxEvents) { SingleReader = true });
    private readonly SemaphoreSlim _room = new(0);
    private long _bytes;
    private int _waiting;

    /// <summary>Adds an event once there is room.</summary>
    public async ValueTask Write(QueuedEvent next, CancellationToken cancellationToken)
    {
        while (Interlocked.Read(ref _bytes) > maxBytes)
        {
            // Counted before the second check, so that a reader in between wakes this writer. A superfluous wake only checks again.
            Interlocked.Increment(ref _waiting);
            if (Interlocked.Read(ref _bytes) > maxBytes)
            {
                await _room.WaitAsync(cancellationToken);
            }
        }

        Interlocked.Add(ref _bytes, next.Bytes);
        await _events.Writer.WriteAsync(next, cancellationToken);
    }

    /// <summary>Adds a tick unless the queue is full; then the loop is awake anyway.</summary>
    public void Tick() => _events.Writer.TryWrite(default);

    /// <summary>Ends the queue: nothing more will be written.</summary>
    public void Complete(Exception? failure) => _events.Writer.TryComplete(failure);

    /// <summary>Waits for an event; <see langword="false"/> when the queue has ended.</summary>
    public ValueTask<bool> WaitToRead(CancellationToken cancellationToken) => _events.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Takes an event if there is one.</summary>
    public bool TryRead(out QueuedEvent next)
    {
        if (!_events.Reader.TryRead(out next))
        {
            return false;
        }

        Interlocked.Add(ref _bytes, -next.Bytes);
        var waiting = Interlocked.Exchange(ref _waiting, 0);
        if (waiting > 0)
        {
            _room.Release(waiting);
        }

        return true;
    }

    /// <inheritdoc />
    public void Dispose() => _room.Dispose();
}
