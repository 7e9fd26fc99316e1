using System.Diagnostics;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Feeds;

namespace Ballast.Reliability.Tests.Clusters;

/// <summary>A feed of 20,000 messages a second over eight books, one of ten a trade, and the books as they should be.</summary>
internal sealed class BusyFeed(int seconds) : IFeedConnection
{
    private const int PerSecond = 20_000;
    private const int TradeEvery = 10;
    private const int Prices = 400;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);

    private readonly TaskCompletionSource _allPublished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _second = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _published;

    /// <summary>What it feeds.</summary>
    public static InstrumentId[] Instruments { get; } = [.. Enumerable.Range(0, 8).Select(i => new InstrumentId("busy", $"S{i}"))];

    /// <inheritdoc />
    public string Feed => "busy/0";

    /// <inheritdoc />
    public Backpressure Backpressure => Backpressure.Fold;

    /// <summary>Messages it publishes before it waits for its end.</summary>
    public long Messages => (long)PerSecond * seconds;

    /// <summary>Messages published so far.</summary>
    public long Published => Interlocked.Read(ref _published);

    /// <summary>Completes when all are.</summary>
    public Task AllPublished => _allPublished.Task;

    /// <summary>The books as they should be, and what was sent to each.</summary>
    public IReadOnlyDictionary<InstrumentId, ExpectedBook> Books { get; } = Instruments.ToDictionary(instrument => instrument, _ => new ExpectedBook());

    /// <summary>Completes with the next second of messages.</summary>
    public Task NextSecond() => Volatile.Read(ref _second).Task;

    /// <summary>Lets the feed run to its end.</summary>
    public void End() => _end.TrySetResult();

    /// <inheritdoc />
    public async Task Run(FeedPublisher publisher, byte[]? position, CancellationToken cancellationToken)
    {
        var random = new Random(4);
        using var timer = new PeriodicTimer(Pace);
        var clock = Stopwatch.StartNew();
        for (var sent = 0L; !_end.Task.IsCompleted; await timer.WaitForNextTickAsync(cancellationToken))
        {
            // A machine that does not keep up sends later, never less.
            for (var due = Math.Min(Messages, (long)(clock.Elapsed.TotalSeconds * PerSecond)); sent < due; sent++)
            {
                if (publisher.Add(Next(sent, random)))
                {
                    await publisher.Flush(Acknowledgement.InGroups, cancellationToken);
                }

                if (sent % PerSecond == PerSecond - 1)
                {
                    Interlocked.Exchange(ref _second, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
                }
            }

            await publisher.Flush(Acknowledgement.InGroups, cancellationToken);
            Interlocked.Exchange(ref _published, sent);
            if (sent == Messages)
            {
                _allPublished.TrySetResult();
            }
        }
    }

    private MarketEvent Next(long number, Random random)
    {
        var instrument = Instruments[number % Instruments.Length];
        var (book, now) = (Books[instrument], Instant.From(TimeProvider.System.GetUtcNow()));
        if (book.Changes > 0 && random.Next(TradeEvery) == 0)
        {
            book.Trades++;
            return new Trade { Instrument = instrument, VenueTime = now, ReceivedAt = now, TradeId = $"{number}", Price = 1_000, Amount = 1, Taker = TakerSide.Buy };
        }

        var isSnapshot = book.Changes == 0;
        BookLevel bid = new(1_000 - 1 - random.Next(Prices), isSnapshot ? 1 : random.Next(4));
        BookLevel ask = new(1_000 + 1 + random.Next(Prices), isSnapshot ? 1 : random.Next(4));
        book.Apply(bid, ask);
        return new BookChange { Instrument = instrument, VenueTime = now, ReceivedAt = now, IsSnapshot = isSnapshot, Bids = [bid], Asks = [ask] };
    }
}
