using Orleans.Runtime;
using Orleans.Streams;

namespace Ballast.Silo;

/// <summary>Has the oldest silo of a cluster read all stream queues, so that a silo that joins moves none.</summary>
/// <remarks>
/// Orleans' own balancer spreads the queues over the silos and moves some whenever one joins. The reader that must stop then drops the batches it
/// has read and not handed over, and logs an error for each queue. Books see the gap and ask for snapshots, but trades are lost.
/// Reading is little work beside decoding and books, which stay spread. When the oldest silo goes, the next one reads.
/// </remarks>
internal sealed class OldestSiloQueues(IServiceProvider services, ILogger<OldestSiloQueues> logger) : QueueBalancerBase(services, logger)
{
    private List<QueueId> _queues = [];
    private volatile bool _isOldest;

    /// <inheritdoc />
    public override Task Initialize(IStreamQueueMapper queueMapper)
    {
        ArgumentNullException.ThrowIfNull(queueMapper);
        _queues = [.. queueMapper.GetAllQueues()];
        return base.Initialize(queueMapper);
    }

    /// <inheritdoc />
    public override IEnumerable<QueueId> GetMyQueues() => _isOldest ? _queues : [];

    /// <inheritdoc />
    protected override void OnClusterMembershipChange(HashSet<SiloAddress> activeSilos)
    {
        // A generation is the time at which a silo started.
        var oldest = activeSilos.OrderBy(silo => silo.Generation).ThenBy(silo => silo).FirstOrDefault();
        if (_isOldest != SiloAddress.Equals(oldest))
        {
            _isOldest = !_isOldest;
            _ = NotifyListeners();
        }
    }
}
