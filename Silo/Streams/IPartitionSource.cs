using Ballast.Grains.Interfaces.Streams;

namespace Ballast.Silo.Streams;

/// <summary>A provider that reads partitions in this silo. Each is registered as a service.</summary>
internal interface IPartitionSource
{
    /// <summary>The partitions that this silo reads now.</summary>
    IEnumerable<PartitionStatus> Report();
}
