using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Streams;

namespace Ballast.Silo.Streams;

/// <summary>Deals the queues of a provider out to the active silos in turn, so that each has as many as any other, give or take one.</summary>
/// <remarks>Queues may become known later: after <see cref="Refresh"/> they are asked for again.</remarks>
internal sealed class EvenBalancer(IServiceProvider services) : QueueBalancerBase(services, NullLogger<EvenBalancer>.Instance)
{
    private IStreamQueueMapper? _mapper;
    private volatile SiloAddress[] _silos = [];
    private volatile QueueId[] _resting = [];

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
            : [.. _mapper.GetAllQueues().OrderBy(queue => queue.GetNumericId()).Where((_, i) => i % silos.Length == me).Except(_resting)];
    }

    /// <summary>Looks at the queues again, because there are others now.</summary>
    internal void Refresh() => NotifyListeners().Ignore();

    /// <summary>Takes a queue from its agent and gives it to a new one, because the old one does nothing any more.</summary>
    internal async Task Restart(QueueId queue)
    {
        _resting = [.. _resting, queue];
        await NotifyListeners();
        _resting = [.. _resting.Where(other => other != queue)];
        await NotifyListeners();
    }

    /// <inheritdoc />
    protected override void OnClusterMembershipChange(HashSet<SiloAddress> activeSilos)
    {
        _silos = [.. activeSilos.Order()];
        Refresh();
    }
}
