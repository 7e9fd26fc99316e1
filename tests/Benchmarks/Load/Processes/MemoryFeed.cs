using Ballast.Benchmarks.Load.Ticks;
using Ballast.Domain;
using Ballast.Grains.Feeds;
using Ballast.Silo.Feeds.Tardis.Live;

namespace Ballast.Benchmarks.Load.Processes;

/// <summary>A live feed whose messages are made by a thread of this process, decoded already. It publishes as the feed of a server does, from a queue.</summary>
/// <param name="key">Key of its grain.</param>
/// <param name="instruments">Numbers of its instruments.</param>
/// <param name="depth">Levels a side of their books.</param>
/// <param name="time">Stamps messages.</param>
internal sealed class MemoryFeed(string key, IReadOnlyList<int> instruments, int depth, TimeProvider time) : IFeedConnection, ITickOutlet, IDisposable
{
    private const int MaxEvents = 2_048;
    private const long MaxBytes = 32 << 20;
    private const int MessageBytes = 512;

    private readonly Dictionary<int, LadderBook> _books = instruments.ToDictionary(number => number, number => new LadderBook(BenchmarkSilo.Instrument(number), depth));
    private readonly PublishQueue _queue = new(MaxEvents, MaxBytes);
    private readonly TaskCompletionSource _prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationToken _stopped;

    /// <inheritdoc />
    public string Feed => key;

    /// <inheritdoc />
    public Backpressure Backpressure => Backpressure.Fold;

    /// <summary>Completes when every book has its snapshot.</summary>
    internal Task Prepared => _prepared.Task;

    /// <inheritdoc />
    public async Task Run(FeedPublisher publisher, byte[]? position, CancellationToken cancellationToken)
    {
        try
        {
            _stopped = cancellationToken;
            foreach (var book in _books.Values)
            {
                publisher.Add(book.Snapshot(Now()));
            }

            await publisher.Flush(Acknowledgement.AtOnce, cancellationToken);
            await publisher.WaitApplied(cancellationToken);
            _prepared.SetResult();
            while (await _queue.WaitToRead(cancellationToken))
            {
                await Publish(publisher, cancellationToken);
            }
        }
        catch (Exception e)
        {
            _prepared.TrySetException(e);
            throw;
        }
    }

    /// <inheritdoc />
    public void Send(int instrument)
    {
        var write = _queue.Write(new(0, _books[instrument].Next(Now()), MessageBytes), _stopped);
        if (!write.IsCompletedSuccessfully)
        {
            write.AsTask().GetAwaiter().GetResult();
        }
    }

    /// <inheritdoc />
    public void Flush()
    {
        // The queue has them.
    }

    /// <inheritdoc />
    public void Dispose() => _queue.Dispose();

    private async Task Publish(FeedPublisher publisher, CancellationToken cancellationToken)
    {
        for (var taken = 0; taken < MaxEvents && _queue.TryRead(out var next); taken++)
        {
            if (publisher.Add(next.Event!))
            {
                await publisher.Flush(Acknowledgement.InGroups, cancellationToken);
            }
        }

        await publisher.Flush(Acknowledgement.InGroups, cancellationToken);
    }

    private Instant Now() => Instant.From(time.GetUtcNow());
}
