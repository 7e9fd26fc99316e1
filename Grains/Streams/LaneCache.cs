using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Orleans.Streams;

namespace Ballast.Grains.Streams;

/// <summary>What an agent has read and not delivered, with a lane for each stream, so that no consumer walks over the events of others.</summary>
/// <remarks>The queue counts an event until it is handed to its consumer. Used on the agent's turn only.</remarks>
/// <param name="queue">The queue that is read.</param>
/// <param name="most">Most events in a lane; <see cref="int.MaxValue"/> while nothing may be dropped.</param>
/// <param name="dropped">Takes note of the number of events that a lane has dropped, beside its newest.</param>
internal sealed class LaneCache(LocalQueue queue, Func<int> most, Action<LocalStreamBatch, long>? dropped = null) : IQueueCache
{
    private const int MaxAdd = 1_024;

    private readonly Dictionary<StreamId, Lane> _lanes = [];
    private readonly List<Lane> _unwanted = [];

    /// <inheritdoc />
    public int GetMaxAddCount() => MaxAdd;

    /// <inheritdoc />
    public bool IsUnderPressure() => false;

    /// <inheritdoc />
    public void AddToCache(IList<IBatchContainer> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var limit = most();
        foreach (var message in messages)
        {
            var batch = (LocalStreamBatch)message;
            var lane = LaneOf(batch.StreamId);
            lane.Add(batch);
            if (lane.SkipAllBut(limit) is > 0 and var missed)
            {
                dropped?.Invoke(batch, missed);
                LetGo(lane);
            }

            if (!lane.HasConsumers)
            {
                _unwanted.Add(lane);
            }
        }
    }

    /// <inheritdoc />
    public IQueueCacheCursor GetCacheCursor(StreamId streamId, StreamSequenceToken? token) => new LaneCursor(this, LaneOf(streamId), token);

    /// <summary>Lets go of events that nobody wants; the agent, which asks before each read, has by then made the cursors of a new stream.</summary>
    /// <returns><see langword="false"/>: nothing waits for an acknowledgement.</returns>
    public bool TryPurgeFromCache([MaybeNullWhen(false)] out IList<IBatchContainer> purgedItems)
    {
        _unwanted.ForEach(LetGo);
        _unwanted.Clear();
        purgedItems = null;
        return false;
    }

    /// <summary>Lets go of what a lane needs no more, and gives its room back to the queue.</summary>
    internal void LetGo(Lane lane)
    {
        var (messages, bytes) = lane.LetGo();
        if (messages > 0)
        {
            queue.Release(messages, bytes);
        }
    }

    private Lane LaneOf(StreamId stream)
    {
        ref var lane = ref CollectionsMarshal.GetValueRefOrAddDefault(_lanes, stream, out _);
        return lane ??= new();
    }
}
