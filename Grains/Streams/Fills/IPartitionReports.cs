using Ballast.Grains.Interfaces.Streams;

namespace Ballast.Grains.Streams.Fills;

/// <summary>What the silos of the cluster last reported of the partitions that they read.</summary>
public interface IPartitionReports
{
    /// <summary>The reports, ordered by topic and number.</summary>
    Task<IReadOnlyList<PartitionStatus>> List();
}
