using System.Collections.Concurrent;
using Orleans.Configuration;
using Orleans.Streams;

namespace Ballast.Cluster.Tests.Streams.OnEventHubs;

/// <summary>The checkpointer of Orleans over places in memory.</summary>
internal sealed class MemoryCheckpoints : IStreamQueueCheckpointerFactory
{
    private readonly ConcurrentDictionary<string, string> _places = new(StringComparer.Ordinal);

    /// <summary>Stored offset of a partition; -1 when there is none.</summary>
    internal long OffsetOf(string partition) => _places.TryGetValue(partition, out var offset) ? long.Parse(offset, System.Globalization.CultureInfo.InvariantCulture) : -1;

    public Task<IStreamQueueCheckpointer<string>> Create(string partition) => Create(partition, CancellationToken.None);

    public async Task<IStreamQueueCheckpointer<string>> Create(string partition, CancellationToken cancellationToken)
    {
        var checkpointer = new StreamQueueCheckpointer(
            new Store(_places, partition),
            new() { CheckpointComparer = StreamCheckpointComparers.Numeric, PersistInterval = TimeSpan.FromMilliseconds(50) });
        await checkpointer.Load(cancellationToken);
        return checkpointer;
    }

    private sealed class Store(ConcurrentDictionary<string, string> places, string partition) : IStreamCheckpointStore
    {
        public ValueTask<StreamCheckpointStoreState> Load(CancellationToken cancellationToken) => ValueTask.FromResult(State());

        public ValueTask<StreamCheckpointStoreState> Update(string checkpoint, string expectedVersion, CancellationToken cancellationToken)
        {
            places[partition] = checkpoint;
            return ValueTask.FromResult(State());
        }

        private StreamCheckpointStoreState State()
        {
            var place = places.GetValueOrDefault(partition, "");
            return new(place, place);
        }
    }
}
