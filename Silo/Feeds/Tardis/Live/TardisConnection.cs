using Ballast.Domain;
using Ballast.Grains;
using Ballast.Grains.Feeds;
using Ballast.Silo.Feeds.Tardis.Live.Requests;
using Ballast.Silo.Feeds.Tardis.Live.Resuming;
using Ballast.Silo.Feeds.Tardis.Live.Settings;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>One shard of a feed from a tardis-machine server: its sockets, and the loop that publishes their events.</summary>
internal sealed class TardisConnection(
    string key, IReadOnlyList<TardisRequest> requests, MarketClock clock, TimeProvider time, ILogger<TardisConnection> logger) : IFeedConnection
{
    private const int MaxEvents = 2_048;
    private const long MaxBytes = 32 << 20;

    // Snapshots that books ask for go out with a flush, so there must be one even when the market is quiet.
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    public string Feed => key;

    /// <inheritdoc />
    public Backpressure Backpressure => IsReplay ? Backpressure.Wait : Backpressure.Fold;

    /// <inheritdoc />
    public IReadOnlyCollection<string> Covers { get; } =
    [
        .. requests.SelectMany(request => request.Exchanges)
            .SelectMany(exchange => exchange.Symbols.DefaultIfEmpty(""), (exchange, symbol) => $"{exchange.Exchange}/{symbol}")
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Requests of the sockets.</summary>
    public IReadOnlyList<TardisRequest> Requests => requests;

    private bool IsReplay => requests[0].Feed.IsReplay;

    /// <summary>Creates the connections of a feed, one for each shard that has symbols.</summary>
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
        int[] unfinished = [.. progress.Index().Where(one => !one.Item.IsDone).Select(one => one.Index)];
        var reading = Read(publisher, queue, saved, stopping.Token);
        try
        {
            await Publish(publisher, queue, progress, stopping.Token);
            await reading;
            ReplayEnd.Report(publisher, unfinished.Select(i => (requests[i], progress[i].Instruments)), logger);
            Array.ForEach(progress, one => one.IsDone = true);
            await Save(publisher, progress, cancellationToken);
        }
        finally
        {
            await stopping.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Runs all sockets. The queue is completed when all of them have ended, or with the failure of the first that fails.</summary>
    private async Task Read(FeedPublisher publisher, PublishQueue queue, IReadOnlyList<SavedSocket> saved, CancellationToken cancellationToken)
    {
        // Sockets of a stream publish as events come; those of a replay are merged by arrival first.
        var merges = IsReplay && requests.Count > 1;
        PublishQueue[] queues = merges ? [.. requests.Select(_ => new PublishQueue(MaxEvents, MaxBytes / requests.Count))] : [];
        var links = new LinkStates(publisher.Connection, requests.Count);
        Exception? failure = null;
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            List<Task> running = [];
            for (var i = 0; i < requests.Count; i++)
            {
                var status = new SocketStatus(key, i, publisher.Connection, links, logger);
                var socket = new TardisSocket(i, requests[i], merges ? queues[i] : queue, status, time);
                var before = saved.FirstOrDefault(one => one.Request == SavedPosition.NameOf(requests[i]));
                running.Add(merges ? Complete(queues[i], socket.Run(before, failed.Token)) : socket.Run(before, failed.Token));
            }

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
            // Whatever it is goes to the publishing loop, which ends with it.
            failure = e;
            await failed.CancelAsync();
        }

        queue.Complete(failure);
    }

    /// <summary>Completes a socket's own queue when the socket has ended, so that the merge does not wait for it.</summary>
    private static async Task Complete(PublishQueue queue, Task socket)
    {
        Exception? failure = null;
        try
        {
            await socket;
        }
        catch (Exception e)
        {
            // The merge must fail as the socket did, and not take this for the end of its replay.
            failure = e;
            throw;
        }
        finally
        {
            queue.Complete(failure);
        }
    }

    private async Task Publish(FeedPublisher publisher, PublishQueue queue, Progress[] progress, CancellationToken cancellationToken)
    {
        var (savedAt, savedInstruments) = (time.GetTimestamp(), 0);
        while (await queue.WaitToRead(cancellationToken))
        {
            var (now, taken) = (Instant.From(time.GetUtcNow()), 0);
            for (; taken < MaxEvents && queue.TryRead(out var next); taken++)
            {
                if (next.Event is not { } marketEvent)
                {
                    continue;
                }

                if (publisher.Add(marketEvent))
                {
                    await publisher.Flush(Acknowledgement.InGroups, cancellationToken);
                }

                progress[next.Socket].MarkPublished(marketEvent);
            }

            if (!IsReplay && taken < MaxEvents)
            {
                // The queue ran empty, and what arrives from now on is not stamped earlier than this, however quiet the market is.
                publisher.MarkComplete(now - LiveArrival.CaughtUpAfter);
            }

            await publisher.Flush(Acknowledgement.InGroups, cancellationToken);
            var instruments = progress.Sum(one => one.Instruments.Count);
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
