using Azure.Messaging.EventHubs;
using Ballast.Silo.Streams.Kafka;
using Orleans.Streams;

namespace Ballast.Silo.Streams.EventHubs;

/// <summary>Gives the events of a partition to its agent, as many as there is room for.</summary>
/// <param name="reader">Reads.</param>
/// <param name="partition">The partition.</param>
/// <param name="adapter">Translates events.</param>
/// <param name="ended">Called when the partition is not read any more.</param>
internal sealed class HubReceiver(HubReader reader, HubPartition partition, HubAdapter adapter, Action ended) : IQueueAdapterReceiver
{
    private const int MaxRead = 1_024;

    private static readonly TimeSpan LastSave = TimeSpan.FromSeconds(2);

    private readonly IMessageForm _form = adapter.NewForm();

    /// <inheritdoc />
    public Task Initialize(TimeSpan timeout) => Task.CompletedTask;

    /// <inheritdoc />
    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    /// <inheritdoc />
    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        partition.NoteAsked();
        try
        {
            await partition.WaitForRoom(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The agent stops; an exception would be logged as a failed read.
            return [];
        }

        partition.NoteAsked();
        return Messages(await reader.Receive(maxCount > 0 ? Math.Min(maxCount, MaxRead) : MaxRead, cancellationToken));
    }

    /// <inheritdoc />
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    /// <summary>Ends to read, and stores what is settled.</summary>
    public async Task Shutdown(TimeSpan timeout)
    {
        ended();
        await reader.Close();
        await partition.Checkpoint.FlushAsync(CancellationToken.None).WaitAsync(LastSave);
    }

    private List<IBatchContainer> Messages(IReadOnlyList<EventData> events)
    {
        var messages = new List<IBatchContainer>(events.Count);
        foreach (var one in events)
        {
            var message = adapter.Read(_form, partition.Id, one);
            var bytes = message?.Bytes ?? one.EventBody.ToMemory().Length;
            partition.Add(reader.PlaceOf(one), one.EnqueuedTime, bytes);
            if (message is not null)
            {
                messages.Add(message);
            }
            else
            {
                partition.SettleUnreadable(reader.PlaceOf(one), bytes);
            }
        }

        return messages;
    }
}
