using Orleans.Streams;
using StackExchange.Redis;

namespace Ballast.Silo.Streams.EventHubs;

/// <summary>Stored places of the partitions of a hub, in one Redis hash.</summary>
/// <remarks>
/// They are in the Redis of the journals, which keeps writes in order: a place is stored after the fills before it were journaled, so a store that loses
/// its last writes loses the place first, and those fills are read again.
/// </remarks>
/// <param name="redis">The silo's connection.</param>
/// <param name="hub">Name of the hub.</param>
/// <param name="group">Consumer group.</param>
internal sealed class HubCheckpoints(IConnectionMultiplexer redis, string hub, string group) : IStreamQueueCheckpointerFactory
{
    private readonly RedisKey _key = $"ballast/hub-places/{hub}/{group}";

    /// <inheritdoc />
    public Task<IStreamQueueCheckpointer<string>> Create(string partition) => Create(partition, CancellationToken.None);

    /// <summary>The place of one partition. Nothing is asked of the store yet, because an agent whose start fails is never started again.</summary>
    public Task<IStreamQueueCheckpointer<string>> Create(string partition, CancellationToken cancellationToken) =>
        Task.FromResult<IStreamQueueCheckpointer<string>>(Of(partition));

    /// <summary>The place of one partition.</summary>
    internal HubCheckpoint Of(string partition) => new(redis, _key, partition);
}
