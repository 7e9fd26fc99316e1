using Amqp;
using Amqp.Framing;
using Amqp.Listener;

namespace Ballast.EventHubsBroker;

/// <summary>A client that reads a partition: it is sent as many events as it has given credit for.</summary>
/// <param name="partition">What it reads.</param>
/// <param name="link">Where it reads.</param>
/// <param name="group">Its consumer group.</param>
/// <param name="level">Its owner level; <see langword="null"/> when it shares the partition.</param>
/// <param name="next">Number of the first event that it wants.</param>
internal sealed class PartitionReader(Partition partition, ListenerLink link, string group, long? level, long next)
{
    private readonly Lock _gate = new();
    private int _credit;
    private long _next = next;

    /// <summary>Its consumer group.</summary>
    internal string Group => group;

    /// <summary>Its owner level; <see langword="null"/> when it shares the partition.</summary>
    internal long? Level => level;

    /// <summary>Takes what the client allows to be sent, or takes back of it.</summary>
    internal void Allow(int credit)
    {
        lock (_gate)
        {
            _credit = Math.Max(0, _credit + credit);
        }

        Pump();
        if (link.IsDraining)
        {
            lock (_gate)
            {
                _credit = 0;
                link.CompleteDrain();
            }
        }
    }

    /// <summary>Sends what there is and is allowed.</summary>
    internal void Pump()
    {
        lock (_gate)
        {
            while (_credit > 0 && partition.From(_next) is { } stored)
            {
                try
                {
                    link.SendMessage(new(), new ByteBuffer(stored.Encoded, 0, stored.Encoded.Length, stored.Encoded.Length));
                }
                catch (AmqpException)
                {
                    // The link is about to close, which removes this reader.
                    _credit = 0;
                    return;
                }

                (_next, _credit) = (stored.Sequence + 1, _credit - 1);
            }
        }
    }

    /// <summary>Closes the link.</summary>
    internal void End(Error error)
    {
        try
        {
            link.Close(TimeSpan.Zero, error);
        }
        catch (AmqpException)
        {
            // It was closed from the other side meanwhile.
        }
    }
}
