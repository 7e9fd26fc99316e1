using Orleans.Streams;

namespace Ballast.Grains.Streams;

/// <summary>Has each silo read its own queues, so that a silo that joins or leaves moves none of another.</summary>
internal sealed class LocalQueueBalancer : IStreamQueueBalancer
{
    private IStreamQueueMapper? _mapper;

    /// <inheritdoc />
    public Task Initialize(IStreamQueueMapper queueMapper)
    {
        _mapper = queueMapper;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task Shutdown() => Task.CompletedTask;

    /// <inheritdoc />
    public IEnumerable<QueueId> GetMyQueues() => _mapper!.GetAllQueues();

    /// <inheritdoc />
    public bool SubscribeToQueueDistributionChangeEvents(IStreamQueueBalanceListener observer) => true;

    /// <inheritdoc />
    public bool UnSubscribeFromQueueDistributionChangeEvents(IStreamQueueBalanceListener observer) => true;
}
