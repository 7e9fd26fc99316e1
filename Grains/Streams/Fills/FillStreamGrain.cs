using Ballast.Grains.Interfaces.Streams;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Ballast.Grains.Streams.Fills;

/// <inheritdoc cref="IFillStreamGrain" />
/// <remarks>
/// A delivery completes only when each of its messages is journaled or a dead letter; until then it fails, and the agent repeats it without end. So a provider
/// that commits what its consumers have completed loses nothing, and what it repeats after a crash the inventory recognises by the keys of the events.
/// </remarks>
[ImplicitStreamSubscription(StreamNames.Fills)]
public sealed partial class FillStreamGrain(IDeadLetters letters, IFillPositions positions, TimeProvider time, ILogger<FillStreamGrain> logger)
    : Grain, IFillStreamGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<FillMessage>
{
    private FillBooking _booking = null!;
    private StreamId _stream;

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _booking = new(GrainFactory);
        _stream = StreamId.Create(StreamNames.Fills, this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
    {
        ArgumentNullException.ThrowIfNull(handleFactory);
        await handleFactory.Create<FillMessage>().ResumeAsync(this, await positions.Find(_stream));
    }

    /// <inheritdoc />
    public async Task OnNextAsync(IList<SequentialItem<FillMessage>> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count == 0)
        {
            return;
        }

        var answers = await _booking.Book([.. items.Select(item => item.Item)]);
        var now = Instant.From(time.GetUtcNow());
        DeadLetter[] refused =
        [
            .. items.Zip(answers)
                .Where(pair => pair.Second.Reason is not null)
                .Select(pair => DeadLetter.Of(pair.First.Item.Origin, pair.Second.Reason!, pair.First.Item.Payload, now)),
        ];
        if (refused.Length > 0)
        {
            await letters.Add(refused);
            PutAside(logger, refused.Length, this.GetPrimaryKeyString(), refused[0].Id, refused[0].Reason);
        }

        await positions.Settle(_stream, items[^1].Token);
    }

    /// <inheritdoc />
    public Task OnErrorAsync(Exception ex)
    {
        // The agent delivers on; what failed is delivered again.
        Failed(logger, ex, this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} messages of the fill stream {Stream} were put aside; the first is {Id}: {Reason}")]
    private static partial void PutAside(ILogger logger, int count, string stream, string id, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The fill stream {Stream} has failed")]
    private static partial void Failed(ILogger logger, Exception exception, string stream);
}
