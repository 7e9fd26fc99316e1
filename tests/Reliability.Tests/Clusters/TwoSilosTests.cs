using System.Diagnostics;
using Ballast.Client;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Books;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Feeds;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Testing.Processes;
using Orleans;
using Xunit;

namespace Ballast.Reliability.Tests.Clusters;

/// <summary>Two real silos on one real Redis. One of them runs the simulated market, and goes.</summary>
public sealed class TwoSilosTests : IAsyncLifetime
{
    private const string Portfolio = "two";
    private static readonly TimeSpan Startup = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan TakeOver = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly InstrumentId[] Instruments =
        [.. new[] { "sim-spot/BTCUSDT", "sim-spot/ETHUSDT", "sim-futures/BTCUSDT", "sim-delivery/BTCUSD_PERP" }.Select(InstrumentId.Parse)];

    private readonly SiloPorts[] _ports = [SiloPorts.Free(), SiloPorts.Free()];
    private readonly BallastProcess?[] _silos = new BallastProcess?[2];
    private readonly List<ConnectedClient> _clients = [];
    private RedisProcess _redis = null!;
    private IBallastClient _client = null!;
    private IGrainFactory _grains = null!;
    private int _recorded;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Redis => $"127.0.0.1:{_redis.Port}";

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisProcess.Start();
        await Start(0);
        await Start(1);
        var connected = await Connect(options => options.RedisConnection = Redis);
        (_client, _grains) = (connected.Client, connected.Grains);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        foreach (var silo in _silos.OfType<BallastProcess>())
        {
            await silo.DisposeAsync();
        }

        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task A_feed_whose_silo_is_killed_goes_on_elsewhere_under_a_higher_epoch_and_no_gap_is_silent()
    {
        var before = await Running(_ => true);
        var victim = SiloOf(before);
        await EveryBookIsLive(before.Epoch);
        await Record(100);
        var cursors = new Dictionary<InstrumentId, TradeCursor>();
        foreach (var instrument in Instruments)
        {
            cursors[instrument] = await LastTrade(instrument);
        }

        var clock = Stopwatch.StartNew();
        await _silos[victim]!.Kill(Token);
        var after = await Running(status => status.Epoch > before.Epoch);
        var took = clock.Elapsed;
        TestContext.Current.TestOutputHelper?.WriteLine($"taken over after {took.TotalSeconds:0.0} s");

        Assert.Equal(1 - victim, SiloOf(after));
        Assert.True(took <= TakeOver, $"the feed was taken over after {took.TotalSeconds:0.0} s");
        await EveryBookIsLive(after.Epoch);
        foreach (var instrument in Instruments)
        {
            await TellsGap(instrument, cursors[instrument]);
            var statistics = await _grains.Book(instrument).GetStatistics();
            Assert.True(
                statistics.FeedStarts == 1 || statistics.MessagesByType.Values.Sum() > 0,
                $"{instrument}: a book that has lived through the change counts it, another began anew");
        }

        // Fills of before are there, new ones are booked, and the roll-up misses nobody.
        await Record(100);
        await PortfolioIsComplete();

        // A silo that comes back joins and leaves the feed where it is.
        await Start(victim);
        await Record(50);
        await PortfolioIsComplete();
        Assert.Equal((after.Epoch, after.Silo), (await Running(_ => true)) is var now ? (now.Epoch, now.Silo) : default);
    }

    [Fact]
    public async Task A_feed_outlives_the_silo_beside_it_and_its_books_go_on()
    {
        var before = await Running(_ => true);
        await EveryBookIsLive(before.Epoch);
        await Record(100);

        // Books and inventories are beside the feed, so those go on; portfolios that were on that silo begin anew.
        await _silos[1 - SiloOf(before)]!.Kill(Token);
        await Record(100);
        foreach (var instrument in Instruments)
        {
            var reached = await _client.GetBook(instrument, 1, Token);
            await Eventually.Until(
                $"the book of {instrument} goes on",
                Patience,
                async () => await _client.GetBook(instrument, 1, Token) is { State: BookState.Live } book
                    && (book.Epoch, book.Sequence).CompareTo((reached.Epoch, reached.Sequence)) > 0,
                Token);
        }

        await PortfolioIsComplete();

        // A grain whose directory entry was on the dead silo is activated again, and the feed resumes at its last position.
        var after = await Running(_ => true);
        Assert.Equal(before.Silo, after.Silo);
        Assert.True(after.Epoch >= before.Epoch);
    }

    [Fact]
    public async Task A_feed_whose_silo_is_told_to_go_is_handed_over()
    {
        var before = await Running(_ => true);
        var leaving = SiloOf(before);
        await EveryBookIsLive(before.Epoch);
        await Record(100);

        await _silos[leaving]!.Signal("TERM", Token);
        var after = await Running(status => status.Epoch > before.Epoch);
        var finished = await _silos[leaving]!.End(Patience, Token);

        Assert.Equal(0, finished.Code);
        Assert.Equal(1 - leaving, SiloOf(after));
        await EveryBookIsLive(after.Epoch);
        await Record(100);
        await PortfolioIsComplete();

        // Handed over once: nobody has started it again since.
        Assert.Equal(after.Epoch, (await Running(_ => true)).Epoch);
    }

    [Fact]
    public async Task Fills_come_in_through_either_silo_and_every_clock_runs()
    {
        foreach (var ports in _ports)
        {
            await Record(40, (await Connect(options => options.Gateways.Add($"localhost:{ports.Gateway}"))).Client);
        }

        await PortfolioIsComplete();

        // Value at risk needs samples, which close by the watermark of the silo that the portfolio is on.
        foreach (var name in Enumerable.Range(0, 6).Select(i => $"{Portfolio}{i}"))
        {
            var receipt = Assert.Single(await _client.RecordFills([Fill(Instruments[0], name, $"risk of {name}")], Token));
            Assert.True(receipt.Outcome is FillOutcome.Recorded or FillOutcome.Duplicate, $"{receipt}");
            await Eventually.Until($"{name} has a value at risk", Patience, async () => (await _client.GetRisk(name, Token)).ValueAtRisk is not null, Token);
        }
    }

    private async Task Start(int which)
    {
        if (_silos[which] is { } gone)
        {
            await gone.DisposeAsync();
        }

        _silos[which] = BallastProcess.Start([.. _ports[which].Arguments, "--redis", Redis, "--cluster", "--risk-grid", "100ms"]);
        await _silos[which]!.Ready(_ports[which], Startup, Token);
    }

    private async Task<ConnectedClient> Connect(Action<BallastClientOptions> where)
    {
        _clients.Add(await ConnectedClient.Open(where, Token));
        return _clients[^1];
    }

    private async Task<FeedStatus> Running(Func<FeedStatus, bool> isWanted)
    {
        FeedStatus? found = null;
        await Eventually.Until(
            "the feed runs as wanted",
            Patience,
            async () => (found = (await _client.GetFeeds(Token)).FirstOrDefault(status => status.State == FeedState.Running && isWanted(status))) is not null,
            Token);
        return found!;
    }

    private int SiloOf(FeedStatus status) => Array.FindIndex(_ports, ports => status.Silo == $"127.0.0.1:{ports.Silo}");

    private async Task EveryBookIsLive(long epoch)
    {
        foreach (var instrument in Instruments)
        {
            await Eventually.Until(
                $"the book of {instrument} is live in epoch {epoch}",
                Patience,
                async () => await _client.GetBook(instrument, 1, Token) is { State: BookState.Live } book && book.Epoch == epoch,
                Token);
        }
    }

    private async Task<TradeCursor> LastTrade(InstrumentId instrument)
    {
        TradePage page = null!;
        await Eventually.Until(
            $"{instrument} has traded", Patience, async () => (page = await _client.ReadTrades(instrument, default, 10_000, Token)).Trades.Length > 0, Token);
        return page.Next;
    }

    private async Task TellsGap(InstrumentId instrument, TradeCursor after) => await Eventually.Until(
        $"a reader of {instrument}'s trades is told of the gap",
        Patience,
        async () =>
        {
            var page = await _client.ReadTrades(instrument, after, 1_000, Token);
            after = page.Next;
            return page.Gap;
        },
        Token);

    private async Task Record(int fills, IBallastClient? client = null)
    {
        for (var i = 0; i < fills; i += 10)
        {
            var receipts = await (client ?? _client).RecordFills(
                [.. Enumerable.Range(_recorded, 10).Select(n => Fill(Instruments[n % Instruments.Length], Portfolio, $"{n}"))], Token);
            Assert.All(receipts, receipt => Assert.True(receipt.Outcome is FillOutcome.Recorded or FillOutcome.Duplicate, $"{receipt}"));
            _recorded += 10;
        }
    }

    /// <summary>Every fill acknowledged counts once, on whatever silos ledgers and portfolio are now.</summary>
    private async Task PortfolioIsComplete()
    {
        await Eventually.Until(
            $"the portfolio is complete with {_recorded} fills",
            Patience,
            async () => await _client.GetPortfolio(Portfolio, Token) is { Complete: true } view && view.Positions.Sum(position => position.Fills) == _recorded,
            Token);
        foreach (var instrument in Instruments)
        {
            var booked = Enumerable.Range(0, _recorded).Count(n => Instruments[n % Instruments.Length] == instrument);
            Assert.Equal(booked, Assert.Single((await _client.GetLedgers(Portfolio, instrument, Token)).Ledgers).Position.Fills);
        }
    }

    private static Fill Fill(InstrumentId instrument, string portfolio, string id) => new()
    {
        Instrument = instrument,
        Account = "own",
        Portfolio = portfolio,
        TradeId = id,
        Side = Side.Buy,
        Price = 50_000m,
        Quantity = 1m,
        VenueTime = Instant.From(TimeProvider.System.GetUtcNow()),
    };
}
