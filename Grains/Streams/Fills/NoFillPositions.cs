using Orleans.Streams;

namespace Ballast.Grains.Streams.Fills;

/// <summary>Leaves positions to the provider.</summary>
public sealed class NoFillPositions : IFillPositions
{
    /// <inheritdoc />
    public Task<StreamSequenceToken?> Find(StreamId stream) => Task.FromResult<StreamSequenceToken?>(null);

    /// <inheritdoc />
    public Task Settle(StreamId stream, StreamSequenceToken token) => Task.CompletedTask;
}
