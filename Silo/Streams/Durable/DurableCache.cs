using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Orleans.Streams;

namespace Ballast.Silo.Streams.Durable;

/// <summary>What an agent has read of a partition and not completed, with a lane for each stream. Used on the agent's turn only.</summary>
/// <remarks>The partition counts a message until it is settled here, so its bound is the bound of this cache too.</remarks>
/// <param name="rule">What consumers are owed.</param>
/// <param name="settle">Called for each message that every consumer has completed, and for those that nobody wants.</param>
internal sealed class DurableCache(DeliveryRule rule, Action<DurableMessage> settle) : IQueueCache
{
    private const int MaxAdd = 1_024;

    /// <summary>Most messages of a stream that wait for its consumer when older ones may be missed.</summary>
    private const int MaxOfStream = 1_024;

    /// <summary>Most messages delivered together; where older ones may be missed, the agent itself gathers them, after the filter of the stream.</summary>
    private const int MaxDelivered = 100;

    private readonly Dictionary<StreamId, DurableLane> _lanes = [];
    private readonly List<DurableLane> _unwanted = [];

    /// <inheritdoc />
    public int GetMaxAddCount() => MaxAdd;

    /// <inheritdoc />
    public bool IsUnderPressure() => false;

    /// <inheritdoc />
    public void AddToCache(IList<IBatchContainer> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        foreach (var message in messages)
        {
            var lane = LaneOf(message.StreamId);
            lane.Add((DurableMessage)message);
            if (rule == DeliveryRule.Newest)
            {
                lane.SkipAllBut(MaxOfStream);
                if (!lane.HasConsumers)
                {
                    _unwanted.Add(lane);
                }
            }
        }
    }

    /// <inheritdoc />
    public IQueueCacheCursor GetCacheCursor(StreamId streamId, StreamSequenceToken? token)
    {
        var lane = LaneOf(streamId);
        var place = rule == DeliveryRule.Everything || token is null ? Start(lane) : lane.PlaceOf(token);
        return new DurableCursor(this, lane, place, rule == DeliveryRule.Everything ? MaxDelivered : 1);
    }

    /// <summary>Lets go of messages that nobody wants; the agent, which asks before each read, has by then made the cursors of a new stream.</summary>
    /// <returns><see langword="false"/>: what is settled is noted at once, and not only when something new is read.</returns>
    public bool TryPurgeFromCache([MaybeNullWhen(false)] out IList<IBatchContainer> purgedItems)
    {
        _unwanted.ForEach(LetGo);
        _unwanted.Clear();
        purgedItems = null;
        return false;
    }

    /// <summary>Lets go of what a lane needs no more.</summary>
    internal void LetGo(DurableLane lane) => lane.LetGo(rule, settle);

    /// <summary>Where a consumer begins that names no message: with everything that is not completed, or with what is still to come.</summary>
    private long Start(DurableLane lane) => rule == DeliveryRule.Everything ? lane.Oldest : lane.End;

    private DurableLane LaneOf(StreamId stream)
    {
        ref var lane = ref CollectionsMarshal.GetValueRefOrAddDefault(_lanes, stream, out _);
        return lane ??= new();
    }
}
