using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Feeds;
using Ballast.Testing.Live;
using Ballast.Testing.Processes;
using Xunit;

namespace Ballast.Reliability.Tests.Clusters;

/// <summary>Two real silos on one real Redis. The one with the feed comes back with another number of shards, while the books live on the other.</summary>
public sealed class ShardChangeTests : IAsyncLifetime
{
    private const string Exchange = "venue";
    private const int MaxRounds = 5;
    private static readonly string[] Symbols = [.. Enumerable.Range(0, 32).Select(i => $"COIN{i}")];

    private readonly SiloPorts _ports = SiloPorts.Free();
    private readonly SiloPorts _booksPorts = SiloPorts.Free();
    private readonly NumberedBooks _market = new();
    private FakeMachine _machine = null!;
    private RedisProcess _redis = null!;
    private BallastProcess _books = null!;
    private ConnectedClient _client = null!;
    private int _newest;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _machine = await FakeMachine.Start(_market.Play);
        _redis = await RedisProcess.Start();

        // A feed of its own keeps the simulated market away from it.
        _books = Start(_booksPorts, "other", ["OTHER"], shards: 1);
        await _books.Ready(_booksPorts, Eventually.Patience, Token);
        _client = await ConnectedClient.Open(options => options.Gateways.Add($"localhost:{_booksPorts.Gateway}"), Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _books.DisposeAsync();
        await _redis.DisposeAsync();
        await _machine.DisposeAsync();
    }

    [Fact]
    public async Task Books_go_over_to_the_feed_that_has_their_symbol_now_and_those_whose_feed_is_the_same_stay()
    {
        // On a busy machine all books may begin anew when a silo goes or comes, and then none has another feed to leave.
        string[] moved = [];
        for (var round = 0; round < MaxRounds && moved.Length == 0; round++)
        {
            moved = await Change();
        }

        Assert.NotEmpty(moved);
    }

    /// <summary>Runs the feed with one shard and then with two; returns the books that went over.</summary>
    private async Task<string[]> Change()
    {
        // So they are activated on the silo that stays, which is alone now.
        foreach (var symbol in Symbols)
        {
            await Book(symbol).GetBook(1);
        }

        IReadOnlyDictionary<string, (long Activation, long FeedChanges)> known;
        await using (var before = Start(_ports, "machine", Symbols, shards: 1))
        {
            await EveryBookIsRight(_newest);
            known = await Known();
            await End(before);
        }

        await using var after = Start(_ports, "machine", Symbols, shards: 2);
        await EveryBookIsRight(_newest);

        // A book whose directory entry was on the silo that went may begin anew; then it knows of no other feed.
        var now = await Known();
        string[] lived = [.. Symbols.Where(symbol => now[symbol].Activation == known[symbol].Activation)];
        string[][] shards = [.. Symbols.GroupBy(_market.ConnectionOf).Select(shard => shard.Intersect(lived).ToArray())];
        string[] moved = [.. lived.SelectMany(symbol => Enumerable.Repeat(symbol, (int)(now[symbol].FeedChanges - known[symbol].FeedChanges)))];
        TestContext.Current.TestOutputHelper?.WriteLine($"lived on: {string.Join(' ', lived)}; went over: {string.Join(' ', moved)}");
        Assert.Equal(2, shards.Length);
        Assert.Contains(shards, shard => shard.SequenceEqual(moved));
        foreach (var shard in (int[])[0, 1])
        {
            var status = await _client.Grains.Feed($"machine/{shard}").GetStatus();
            Assert.Equal((FeedState.Running, Symbols.Length / 2), (status.State, status.Instruments));
        }

        await End(after);
        return moved;
    }

    /// <summary>Ends a silo; what is asked for from then on comes over a newer connection.</summary>
    private async Task End(BallastProcess silo)
    {
        await silo.Signal("TERM", Token);
        Assert.Equal(0, (await silo.End(Eventually.Patience, Token)).Code);
        _newest = Symbols.Max(_market.ConnectionOf);
    }

    private IOrderBookGrain Book(string symbol) => _client.Grains.Book(new(Exchange, symbol));

    /// <summary>For each book a number that rises when it begins anew, and how often it has gone over to another feed since.</summary>
    private async Task<IReadOnlyDictionary<string, (long Activation, long FeedChanges)>> Known()
    {
        var known = new Dictionary<string, (long Activation, long FeedChanges)>(StringComparer.Ordinal);
        foreach (var symbol in Symbols)
        {
            known[symbol] = ((await Book(symbol).GetMids(default)).BookEpoch, (await Book(symbol).GetStatistics()).FeedChanges);
        }

        return known;
    }

    /// <summary>Every book is live with what the newest connection for it sent, which came after another, and goes on.</summary>
    private async Task EveryBookIsRight(int connectedAfter)
    {
        foreach (var symbol in Symbols)
        {
            await Eventually.Until($"{symbol} is asked for", Eventually.Patience, () => Task.FromResult(_market.ConnectionOf(symbol) > connectedAfter), Token);
            var changes = _market.Changes;
            await Eventually.Until(
                $"the book of {symbol} is live with what connection {_market.ConnectionOf(symbol)} sent",
                Eventually.Patience,
                async () => await Book(symbol).GetBook(25) is { State: BookState.Live } book
                    && _market.IsRight(symbol, book.Bids, book.Asks, changes),
                Token);
        }
    }

    private BallastProcess Start(SiloPorts ports, string feed, string[] symbols, int shards) => BallastProcess.Start(
        new Dictionary<string, string>
        {
            [$"Feeds__{feed}__Kind"] = "Stream",
            [$"Feeds__{feed}__Address"] = _machine.Address,
            [$"Feeds__{feed}__Shards"] = $"{shards}",
            [$"Feeds__{feed}__Exchanges__0__Exchange"] = Exchange,
            [$"Feeds__{feed}__Exchanges__0__Symbols"] = string.Join(',', symbols),
            [$"Feeds__{feed}__Exchanges__0__DataTypes"] = "book_change",
        },
        [.. ports.Arguments, "--redis", $"127.0.0.1:{_redis.Port}", "--cluster"]);
}
