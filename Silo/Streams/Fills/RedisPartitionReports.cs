using System.Text.Json;
using Ballast.Grains.Interfaces.Streams;
using Ballast.Grains.Streams.Fills;
using StackExchange.Redis;

namespace Ballast.Silo.Streams.Fills;

/// <summary>Keeps the newest report of each partition as a field of one Redis hash.</summary>
internal sealed class RedisPartitionReports(IConnectionMultiplexer redis) : IPartitionReports
{
    private static readonly RedisKey Key = "ballast/stream-partitions";

    /// <inheritdoc />
    public async Task<IReadOnlyList<PartitionStatus>> List() =>
        [.. (await redis.GetDatabase().HashGetAllAsync(Key)).Select(entry => JsonSerializer.Deserialize<PartitionStatus>((byte[])entry.Value!)!)
            .OrderBy(status => status.Topic, StringComparer.Ordinal).ThenBy(status => status.Partition)];

    /// <summary>Replaces the reports of these partitions.</summary>
    internal Task Write(IEnumerable<PartitionStatus> reports) =>
        redis.GetDatabase().HashSetAsync(Key, [.. reports.Select(status => new HashEntry($"{status.Topic}/{status.Partition}", JsonSerializer.SerializeToUtf8Bytes(status)))]);
}
