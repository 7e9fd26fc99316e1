using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Domain.MarketData.Mids;
using Ballast.Grains;
using Ballast.Grains.Feeds;
using Ballast.Grains.Interfaces.Books;
using Ballast.Silo.Feeds;
using Ballast.Silo.Replay.Continuing;

namespace Ballast.Silo.Replay;

/// <summary>Publishes recordings as a feed, in steps of recording time.</summary>
/// <remarks>
/// When somebody acts during the replay, each step is published and awaited until every book has applied it, and only then
/// acted on, so that the result does not depend on the speed of the machine.
/// </remarks>
public sealed class ReplayConnection(
    ReadAhead recording, ReplaySettings settings, ReplayParticipants participants, ReplayContinuation continuation, MarketClock clock, TimeProvider time) : IFeedConnection
{
    /// <summary>Key of the feed grain.</summary>
    public const string FeedKey = "replay/0";

    /// <summary>Steps lie on a fixed grid, so that the same recording is always cut in the same places.</summary>
    private static readonly SamplingGrid Steps = new(ReplaySettings.Step);

    /// <summary>Recording time between two flushes when nobody acts and nobody watches the pace: each batch costs more than an event in it.</summary>
    private static readonly SamplingGrid LongSteps = new(TimeSpan.FromSeconds(1));

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _startStamp;
    private Instant? _first;

    /// <inheritdoc />
    public string Feed => FeedKey;

    /// <summary>Arrival of the first event; <see langword="null"/> as long as there was none.</summary>
    public Instant? First => _first;

    /// <summary>Completes when everything was published and applied; fails with the reason when the replay ends early.</summary>
    public Task Done => _done.Task;

    /// <summary>Who acts while the recording runs.</summary>
    internal ReplayParticipants Participants => participants;

    /// <summary>Counts of a book before the first event of this recording; <see langword="null"/> when it was not there yet.</summary>
    internal BookStatistics? EarlierCounts(InstrumentId instrument) => continuation.EarlierCounts.GetValueOrDefault(instrument);

    /// <summary>The publisher, which knows what was published; <see langword="null"/> before the first event.</summary>
    public FeedPublisher? Publisher { get; private set; }

    /// <inheritdoc />
    public async Task Run(FeedPublisher publisher, byte[]? position, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        Publisher = publisher;
        clock.FollowRecording();
        participants.Begin(publisher.Epoch);
        try
        {
            await Publish(publisher, cancellationToken);
            _done.TrySetResult();
        }
        catch (Exception e)
        {
            // Whatever ended the replay also ends the run that waits for it.
            _done.TrySetException(e);
            throw;
        }
    }

    private async Task Publish(FeedPublisher publisher, CancellationToken cancellationToken)
    {
        var stepEnd = default(Instant);
        await foreach (var marketEvent in recording.Read(cancellationToken))
        {
            if (_first is null)
            {
                await PublishEarlier(publisher, await continuation.Begin(marketEvent.ReceivedAt, cancellationToken), cancellationToken);
                _first = marketEvent.ReceivedAt;
                _startStamp = time.GetTimestamp();
                stepEnd = StepEnd(marketEvent.ReceivedAt);
            }

            if (marketEvent.ReceivedAt >= stepEnd)
            {
                await EndStep(publisher, stepEnd, cancellationToken);

                // Nothing can happen in steps without events, however many the recording is silent for.
                stepEnd = StepEnd(marketEvent.ReceivedAt);
                await Pace(marketEvent.ReceivedAt, cancellationToken);
            }

            await Add(publisher, marketEvent, cancellationToken);
        }

        if (_first is not null)
        {
            await EndStep(publisher, stepEnd, cancellationToken);
        }

        await publisher.WaitApplied(cancellationToken);
        await participants.Finish(cancellationToken);
    }

    /// <summary>Publishes what is known from the recording before this one. Nobody acts on it.</summary>
    private async Task PublishEarlier(FeedPublisher publisher, IReadOnlyList<MarketEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return;
        }

        foreach (var marketEvent in events)
        {
            await Add(publisher, marketEvent, cancellationToken);
        }

        await publisher.Flush(Acknowledgement.AtOnce, cancellationToken);
        await publisher.WaitApplied(cancellationToken);
        await continuation.CountEarlier(publisher.Instruments());
    }

    private async Task Add(FeedPublisher publisher, MarketEvent marketEvent, CancellationToken cancellationToken)
    {
        continuation.Add(marketEvent);
        if (publisher.Add(marketEvent))
        {
            await publisher.Flush(Acknowledgement.InGroups, cancellationToken);
        }
    }

    private async Task EndStep(FeedPublisher publisher, Instant stepEnd, CancellationToken cancellationToken)
    {
        await publisher.Flush(participants.IsActive ? Acknowledgement.AtOnce : Acknowledgement.InGroups, cancellationToken);
        if (participants.IsActive)
        {
            await publisher.WaitApplied(cancellationToken);
            await participants.Step(stepEnd, publisher.Instruments(), cancellationToken);
        }
    }

    private Instant StepEnd(Instant now) => (participants.IsActive || settings.Speed is not null ? Steps : LongSteps).After(now);

    private async Task Pace(Instant upTo, CancellationToken cancellationToken)
    {
        if (settings.Speed is { } speed)
        {
            var due = (upTo - _first!.Value) / speed;
            var ahead = due - time.GetElapsedTime(_startStamp);
            if (ahead > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(ahead, time, cancellationToken);
            }
        }
    }
}
