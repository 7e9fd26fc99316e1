using Ballast.Grains;
using Ballast.Grains.Feeds;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>One shard of a feed from a tardis-machine server: its sockets, and the loop that publishes what they bring.</summary>
internal sealed class TardisConnection(
    string key, IReadOnlyList<TardisRequest> requests, MarketClock clock, TimeProvider time, ILogger<TardisConnection> logger) : IFeedConnection
{
    private const int MaxEvents = 2_048;
    private const long MaxBytes = 32 << 20;

    // Snapshots that books ask for go out with a flush, also when the market is quiet.
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public string Feed => key;

    /// <inheritdoc />
    public Backpressure Backpressure => IsReplay ? Backpressure.Wait : Backpressure.Fold;

    /// <summary>What its sockets ask for.</summary>
    public IReadOnlyList<TardisRequest> Requests => requests;

    private bool IsReplay => requests[0].Feed.IsReplay;

    /// <summary>The connections of a feed, one for each shard that has symbols.</summary>
    public static IEnumerable<TardisConnection> Of(TardisFeed feed, MarketClock clock, TimeProvider time, ILogger<TardisConnection> logger) =>
        ShardPlan.Of(feed).Select(shard => new TardisConnection($"{feed.Name}/{shard.Key}", shard.Value, clock, time, logger));

    /// <inheritdoc />
    public async Task Run(FeedPublisher publisher, byte[]? position, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        if (IsReplay)
        {
            clock.FollowRecording();
        }

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var queue = new PublishQueue(MaxEvents, MaxBytes);
        await using var ticks = time.CreateTimer(_ => queue.Tick(), null, TickEvery, TickEvery);
        var saved = SavedPosition.Read(position).Sockets;
        Progress[] progress = [.. requests.Select(SavedPosition.NameOf).Select(name => new Progress(name, saved.FirstOrDefault(one => one.Request == name)))];
        var reading = Read(publisher, queue, saved, stopping.Token);
        try
        {
            await Publish(publisher, queue, progress, stopping.Token);
            await reading;
            Array.ForEach(progress, one => one.IsDone = true);
            await Save(publisher, progress, cancellationToken);
        }
        finally
        {
            await stopping.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Runs all sockets; the queue is completed when they have ended, or by the first that fails.</summary>
    private async Task Read(FeedPublisher publisher, PublishQueue queue, IReadOnlyList<SavedSocket> saved, CancellationToken cancellationToken)
    {
        // Events of a stream are published as they come. A replay's order is by arrival over all its sockets.
        var merges = IsReplay && requests.Count > 1;
        PublishQueue[] queues = merges ? [.. requests.Select(_ => new PublishQueue(MaxEvents, MaxBytes / requests.Count))] : [];
        var links = new LinkStates(publisher.Connection, requests.Count);
        Exception? failure = null;
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            List<Task> running = [.. requests.Select((request, i) => RunSocket(request, i, merges ? queues[i] : queue, merges, publisher.Connection, links, saved, failed.Token))];
            if (merges)
            {
                running.Add(ReplayMerge.Run(queues, queue, failed.Token));
            }

            await foreach (var ended in Task.WhenEach(running))
            {
                await ended;
            }
        }
        catch (Exception e)
        {
            failure = e;
            await failed.CancelAsync();
        }

        queue.Complete(failure);
    }

    private async Task RunSocket(
        TardisRequest request, int index, PublishQueue output, bool owns, ConnectionCounts counts, LinkStates links, IReadOnlyList<SavedSocket> saved, CancellationToken cancellationToken)
    {
        var socket = new TardisSocket(key, index, request, output, counts, links, time, logger);
        var name = SavedPosition.NameOf(request);
        var before = saved.FirstOrDefault(one => one.Request == name);
        Exception? failure = null;
        try
        {
            if (before is { IsDone: true })
            {
                links.Say(index, "finished");
                return;
            }

            if (before is not null)
            {
                await socket.GoOn(before, cancellationToken);
            }

            await socket.Run(cancellationToken);
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        finally
        {
            if (owns)
            {
                output.Complete(failure);
            }
        }
    }

    private async Task Publish(FeedPublisher publisher, PublishQueue queue, Progress[] progress, CancellationToken cancellationToken)
    {
        var (savedAt, savedInstruments) = (time.GetTimestamp(), 0);
        while (await queue.WaitToRead(cancellationToken))
        {
            for (var taken = 0; taken < MaxEvents && queue.TryRead(out var next); taken++)
            {
                if (next.Event is not { } marketEvent)
                {
                    continue;
                }

                if (publisher.Add(marketEvent))
                {
                    await publisher.Flush(Acknowledgement.InGroups, cancellationToken);
                }

                progress[next.Socket].Took(marketEvent);
            }

            await publisher.Flush(Acknowledgement.InGroups, cancellationToken);
            var instruments = progress.Sum(one => one.Instruments);
            if ((IsReplay || instruments != savedInstruments) && time.GetElapsedTime(savedAt) >= SaveEvery)
            {
                (savedAt, savedInstruments) = (time.GetTimestamp(), instruments);
                await Save(publisher, progress, cancellationToken);
            }
        }
    }

    private static Task Save(FeedPublisher publisher, Progress[] progress, CancellationToken cancellationToken) =>
        publisher.SavePosition(new SavedPosition([.. progress.Select(one => one.Save())]).ToBytes(), cancellationToken);
}
