using Orleans.Streams;

namespace Ballast.Grains.Streams;

/// <summary>Reads a queue for its agent. A read waits until a writer wakes it, so an idle queue costs nothing and a busy one is not polled.</summary>
internal sealed class LocalQueueReceiver(LocalQueue queue) : IQueueAdapterReceiver
{
    private const int MaxRead = 1_024;

    // Reused: the agent is done with the list before it reads again.
    private readonly List<IBatchContainer> _read = new(MaxRead);

    /// <inheritdoc />
    public Task Initialize(TimeSpan timeout) => Task.CompletedTask;

    /// <inheritdoc />
    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    /// <inheritdoc />
    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        var most = maxCount > 0 ? Math.Min(maxCount, MaxRead) : MaxRead;
        queue.Read(_read, most);
        if (_read.Count == 0)
        {
            try
            {
                // Continues on the agent, whose turn a read is.
                await queue.WaitToRead(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // The agent stops; an exception would be logged as a failed read.
                return [];
            }

            queue.Read(_read, most);
        }

        return _read;
    }

    /// <inheritdoc />
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    /// <inheritdoc />
    public Task Shutdown(TimeSpan timeout)
    {
        queue.Close();
        return Task.CompletedTask;
    }
}
