using Ballast.Domain.MarketData.Books;
using Ballast.Grains.Feeds;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Feeds;
using Ballast.Silo.Feeds.Tardis.Live;
using Ballast.Silo.Feeds.Tardis.Live.Settings;
using Ballast.Testing.Live;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Cluster.Tests.Live;

/// <summary>A configured feed that runs in the cluster's feed grain against a server of the test.</summary>
internal sealed class RunningFeed : IFeedConnection
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5);

    private readonly BallastCluster _cluster;
    private readonly TardisConnection _connection;
    private FeedPublisher? _publisher;

    private RunningFeed(BallastCluster cluster, TardisConnection connection) => (_cluster, _connection) = (cluster, connection);

    public string Feed => _connection.Feed;

    public Backpressure Backpressure => ((IFeedConnection)_connection).Backpressure;

    public ConnectionCounts Counts => _publisher!.Connection;

    public IFeedGrain Grain => _cluster.FeedGrain(Feed);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts a feed for the instruments of tapes.</summary>
    /// <param name="cluster">Where.</param>
    /// <param name="machine">The server.</param>
    /// <param name="kind">Which of its services.</param>
    /// <param name="instruments">What to ask for.</param>
    /// <param name="settings">Further settings, by key.</param>
    public static async Task<RunningFeed> Start(
        BallastCluster cluster, FakeMachine machine, FeedKind kind, InstrumentId[] instruments, params (string Key, string Value)[] settings)
    {
        var name = BallastCluster.Unique("tardis");
        var values = new Dictionary<string, string?>
        {
            [$"Feeds:{name}:Kind"] = kind.ToString(),
            [$"Feeds:{name}:Address"] = machine.Address,
            [$"Feeds:{name}:ReconnectDelay"] = "00:00:00.02",
            [$"Feeds:{name}:MaxReconnectDelay"] = "00:00:00.1",
        };
        if (kind != FeedKind.Stream)
        {
            values[$"Feeds:{name}:From"] = "2024-08-08T23:54:00Z";
            values[$"Feeds:{name}:To"] = "2024-08-09T00:00:00Z";
        }

        for (var i = 0; i < instruments.Length; i++)
        {
            values[$"Feeds:{name}:Exchanges:{i}:Exchange"] = instruments[i].Exchange;
            values[$"Feeds:{name}:Exchanges:{i}:Symbols:0"] = instruments[i].Symbol;
        }

        foreach (var (key, value) in settings)
        {
            values[$"Feeds:{name}:{key}"] = value;
        }

        var feed = Assert.Single(TardisFeed.ReadAll(new ConfigurationBuilder().AddInMemoryCollection(values).Build()));

        // A clock of its own: a replay would set the one that other tests of this cluster share.
        var connection = Assert.Single(TardisConnection.Of(feed, new(TimeProvider.System), TimeProvider.System, NullLogger<TardisConnection>.Instance));
        var running = new RunningFeed(cluster, connection);
        cluster.Feeds.Add(running);
        await running.Grain.Start();
        return running;
    }

    public Task Run(FeedPublisher publisher, byte[]? position, CancellationToken cancellationToken)
    {
        _publisher = publisher;
        return _connection.Run(publisher, position, cancellationToken);
    }

    /// <summary>Waits until the feed has published the end of its source and every book has applied it.</summary>
    public Task<FeedStatus> Completed() => Until(async () => await Grain.GetStatus(), status => status.State is FeedState.Completed or FeedState.Faulted);

    /// <summary>Waits until so many events were taken for publishing.</summary>
    public Task<FeedStatus> Published(long events) => Until(() => Grain.GetStatus(), status => status.Events >= events);

    /// <summary>Waits for a book to be as asked.</summary>
    public Task<BookView> Book(InstrumentId instrument, Func<BookView, bool> reached) => Until(() => _cluster.Book(instrument).GetBook(25), reached);

    /// <summary>Waits until the connection reports a state.</summary>
    public Task<ConnectionCounts?> Told(Func<ConnectionCounts, bool> told) =>
        Until(() => Task.FromResult(_publisher?.Connection), counts => counts is not null && told(counts));

    /// <summary>Asserts that a book is what a naive fold of the tape gives.</summary>
    public async Task IsFolded(Tape tape)
    {
        var (bids, asks) = tape.Fold();
        var book = await Book(tape.Instrument, view => view.State == BookState.Live && view.Bids.SequenceEqual(bids) && view.Asks.SequenceEqual(asks));
        Assert.NotEmpty(book.Bids);
    }

    /// <summary>Looks until what it sees is as asked.</summary>
    internal static async Task<T> Until<T>(Func<Task<T>> look, Func<T, bool> reached)
    {
        var begun = TimeProvider.System.GetTimestamp();
        using var looks = new PeriodicTimer(LookEvery);
        while (true)
        {
            var seen = await look();
            if (reached(seen))
            {
                return seen;
            }

            if (TimeProvider.System.GetElapsedTime(begun) > Patience)
            {
                Assert.Fail($"not reached in {Patience}: {seen}");
            }

            await looks.WaitForNextTickAsync(Token);
        }
    }
}
