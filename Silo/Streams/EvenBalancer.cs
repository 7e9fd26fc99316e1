using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Streams;

namespace Ballast.Silo.Streams;

/// <summary>Deals the queues of a provider out to the active silos in turn, so that each has as many as any other, give or take one.</summary>
/// <remarks>Queues may become known later: after <see cref="Refresh"/> they are asked for again.</remarks>
internal sealed class EvenBalancer(IServiceProvider services) : QueueBalancerBase(services, NullLogger<EvenBalancer>.Instance)
{
    private IStreamQueueMapper? _mapper;
    private volatile SiloAddress[] _silos = [];

    /// <inheritdoc />
    public override Task Initialize(IStreamQueueMapper queueMapper)
    {
        _mapper = queueMapper;
        return base.Initialize(queueMapper);
    }

    /// <inheritdoc />
    public override IEnumerable<QueueId> GetMyQueues()
    {
        var silos = _silos;
        var me = Array.IndexOf(silos, SiloAddress);
        return me < 0 || _mapper is null
            ? []
            : [.. _mapper.GetAllQueues().OrderBy(queue => queue.GetNumericId()).Where((_, i) => i % silos.Length == me)];
    }

    /// <summary>Looks at the queues again, because there are others now.</summary>
    internal void Refresh() => NotifyListeners().Ignore();

    /// <inheritdoc />
    protected override void OnClusterMembershipChange(HashSet<SiloAddress> activeSilos)
    {
        _silos = [.. activeSilos.Order()];
        Refresh();
    }
}
