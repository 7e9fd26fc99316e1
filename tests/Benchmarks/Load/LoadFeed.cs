using System.Diagnostics;
using Ballast.Benchmarks.Load.Ticks;
using Ballast.Domain;
using Ballast.Grains.Feeds;

namespace Ballast.Benchmarks.Load;

/// <summary>Publishes ticks at their intended times; what is late is published as soon as the feed takes it.</summary>
internal sealed class LoadFeed(int instruments, TimeProvider time) : IFeedConnection
{
    internal const string FeedKey = "bench/0";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly LadderBook[] _books = [.. Enumerable.Range(0, instruments).Select(i => new LadderBook(BenchmarkSilo.Instrument(i)))];
    private readonly TaskCompletionSource _prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<TickSchedule> _schedule = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _published = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc />
    public string Feed => FeedKey;

    /// <summary>Completes when every book has its snapshot.</summary>
    internal Task Prepared => _prepared.Task;

    /// <summary>Completes when the streams have taken the last tick.</summary>
    internal Task Published => _published.Task;

    /// <summary>How late measured ticks were handed to the feed; read it once <see cref="Published"/> completes.</summary>
    internal Latencies Lateness { get; } = new();

    /// <summary>When the streams had taken the last tick.</summary>
    internal long PublishedStamp { get; private set; }

    internal void Begin(TickSchedule schedule) => _schedule.SetResult(schedule);

    /// <inheritdoc />
    public async Task Run(FeedPublisher publisher, byte[]? position, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var book in _books)
            {
                publisher.Add(book.Snapshot(Now()));
            }

            await publisher.Flush(Acknowledgement.AtOnce, cancellationToken);
            await publisher.WaitApplied(cancellationToken);
            _prepared.SetResult();
            await Publish(publisher, await _schedule.Task.WaitAsync(cancellationToken), cancellationToken);
            PublishedStamp = Stopwatch.GetTimestamp();
            _published.SetResult();
        }
        catch (Exception e)
        {
            _prepared.TrySetException(e);
            _published.TrySetException(e);
            throw;
        }
    }

    private async Task Publish(FeedPublisher publisher, TickSchedule schedule, CancellationToken cancellationToken)
    {
        var next = 0L;
        while (next < schedule.Total)
        {
            var stamp = Stopwatch.GetTimestamp();
            var due = schedule.DueAt(stamp);
            if (due == next)
            {
                await Task.Delay(Pause, time, cancellationToken);
                continue;
            }

            var now = Now();
            for (var isFull = false; next < due && !isFull; next++)
            {
                isFull = publisher.Add(_books[schedule.InstrumentOf(next)].Next(now));
                if (next >= schedule.Warm)
                {
                    Lateness.Record(schedule.StampOf(next), stamp);
                }
            }

            await publisher.Flush(Acknowledgement.InGroups, cancellationToken);
        }
    }

    private Instant Now() => Instant.From(time.GetUtcNow());
}
