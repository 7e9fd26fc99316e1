using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.Streams;

/// <summary>Counts the events that queues of this silo have dropped, by feed, and logs each queue that drops once a minute. One per silo.</summary>
/// <remarks>Safe for use from many threads.</remarks>
public sealed partial class StreamDrops(TimeProvider time, ILogger<StreamDrops> logger)
{
    private static readonly TimeSpan LogEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Epoch, long Events)> _feeds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Logged, long Events)> _queues = new(StringComparer.Ordinal);

    /// <summary>Events of an epoch of a feed that were dropped.</summary>
    internal long Of(string feed, long epoch)
    {
        lock (_gate)
        {
            return _feeds.TryGetValue(feed, out var dropped) && dropped.Epoch == epoch ? dropped.Events : 0;
        }
    }

    /// <summary>Counts events that a queue has dropped.</summary>
    /// <param name="queue">Name of the queue.</param>
    /// <param name="newest">The event dropped, or the newest of the stream that they belong to.</param>
    /// <param name="events">Their number.</param>
    internal void Count(string queue, LocalStreamBatch newest, long events)
    {
        long unlogged;
        lock (_gate)
        {
            if (newest.Item is MarketBatch { Feed: var feed, Epoch: var epoch })
            {
                var known = _feeds.GetValueOrDefault(feed);
                if (epoch >= known.Epoch)
                {
                    _feeds[feed] = (epoch, events + (epoch == known.Epoch ? known.Events : 0));
                }
            }

            var (logged, before) = _queues.GetValueOrDefault(queue);
            var isDue = logged == 0 || time.GetElapsedTime(logged) >= LogEvery;
            unlogged = isDue ? before + events : 0;
            _queues[queue] = isDue ? (time.GetTimestamp(), 0) : (logged, before + events);
        }

        if (unlogged > 0)
        {
            Dropped(logger, queue, unlogged, newest.StreamId.GetKeyAsString());
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Queue {Queue} has dropped {Count} events since it last said so, because their consumers do not take them; the newest was for {Instrument}")]
    private static partial void Dropped(ILogger logger, string queue, long count, string instrument);
}
