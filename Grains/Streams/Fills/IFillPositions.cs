using Orleans.Streams;

namespace Ballast.Grains.Streams.Fills;

/// <summary>How far each stream of fills is settled, for providers whose own checkpoint may pass a message that is not.</summary>
/// <remarks>A provider that commits only what every consumer has passed needs none of this; see <see cref="NoFillPositions"/>.</remarks>
public interface IFillPositions
{
    /// <summary>Position from which a stream is read on; <see langword="null"/> to leave that to its provider.</summary>
    Task<StreamSequenceToken?> Find(StreamId stream);

    /// <summary>Every message of the stream up to this one is journaled or a dead letter. Called after each delivery, before it is acknowledged.</summary>
    Task Settle(StreamId stream, StreamSequenceToken token);
}
