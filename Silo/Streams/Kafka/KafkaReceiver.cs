using Ballast.Silo.Streams.Durable;
using Orleans.Streams;

namespace Ballast.Silo.Streams.Kafka;

/// <summary>Reads a partition for its agent. It never fails: while brokers are away there is nothing to read.</summary>
internal sealed class KafkaReceiver(TopicReader reader, TopicPartitionQueue queue, IMessageForm form) : IQueueAdapterReceiver
{
    private const int MaxRead = 1_024;

    private readonly List<TopicMessage> _read = new(MaxRead);

    /// <inheritdoc />
    public Task Initialize(TimeSpan timeout)
    {
        // The agent calls this once only, so it must not depend on anybody's answer.
        reader.Add(queue);
        return Task.CompletedTask;
    }

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

        return Messages();
    }

    /// <inheritdoc />
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    /// <inheritdoc />
    public Task Shutdown(TimeSpan timeout)
    {
        queue.Close();
        reader.Remove(queue);
        return Task.CompletedTask;
    }

    private List<IBatchContainer> Messages()
    {
        var messages = new List<IBatchContainer>(_read.Count);
        foreach (var message in _read)
        {
            if (form.Read(message) is var (stream, item))
            {
                messages.Add(new DurableMessage(stream, item, message.Offset, message.Bytes));
            }
            else
            {
                queue.SettleUnreadable(message);
            }
        }

        return messages;
    }
}
