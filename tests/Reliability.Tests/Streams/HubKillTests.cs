using System.Globalization;
using Ballast.Domain.MarketData.Books;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Streams;
using Ballast.Reliability.Tests.Clusters;
using Ballast.Testing;
using Ballast.Testing.Live;
using Ballast.Testing.Processes;
using Xunit;

namespace Ballast.Reliability.Tests.Streams;

/// <summary>Two real silos on hubs of another process, each killed while fills and market data come over them, and a third that joins.</summary>
public sealed class HubKillTests : IAsyncLifetime
{
    private const string Exchange = "venue";
    private const long MaxGrowth = 512L << 20;
    private static readonly string[] Symbols = [.. Enumerable.Range(0, 16).Select(i => $"COIN{i}")];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly SiloPorts[] _ports = [SiloPorts.Free(), SiloPorts.Free(), SiloPorts.Free()];
    private readonly BallastProcess[] _silos = new BallastProcess[3];
    private readonly NumberedBooks _market = new();
    private FakeMachine _machine = null!;
    private HubSilos _cluster = null!;
    private StreamedFills _fills = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _machine = await FakeMachine.Start(_market.Play);
        _cluster = await HubSilos.Open();
        _fills = _cluster.Fills();
        await Start(0);
        await Start(1);
    }

    public async ValueTask DisposeAsync()
    {
        _fills.Dispose();
        await _cluster.DisposeAsync();
        await _machine.DisposeAsync();
    }

    [Fact]
    public async Task Every_fill_counts_once_and_every_book_is_right_after_kills_and_a_third_silo()
    {
        var phases = (2 * RunLength.StreamKills) + 1;
        var each = RunLength.StreamedFills / phases;
        for (var kill = 0; kill < phases - 1; kill++)
        {
            var (victim, wanted) = (kill % 2, _fills.Sent + (each / 3));
            var sending = _fills.Send(each, Token);
            await using (var connected = await _cluster.Connect(Token))
            {
                await Booked(connected, wanted);
            }

            await _silos[victim].Kill(Token);
            await Start(victim);
            await sending;
        }

        var last = _fills.Send(RunLength.StreamedFills - _fills.Sent, Token);
        await Start(2);
        await last;
        await using var client = await _cluster.Connect(Token);
        await Booked(client, RunLength.StreamedFills);
        await _fills.Check(client, Token);
        Assert.Equal(0, (await client.Grains.Streams().GetStatus()).DeadLetters);
        await EveryBookIsRight(client);
        await EveryPartitionIsReadAndNothingWaits(client);
    }

    [Fact]
    public async Task A_broker_that_goes_away_slows_the_feed_and_loses_no_fill()
    {
        await using var client = await _cluster.Connect(Token);
        await _fills.Send(500, Token);
        await Booked(client, 500);
        var before = _silos.Take(2).Max(silo => silo.WorkingSet);
        await _cluster.Broker.GoAway();
        var sending = _fills.Send(1_000, Token);
        await Eventually.Lasted(RunLength.BrokerOutage, Token);
        var most = _silos.Take(2).Max(silo => silo.WorkingSet);
        await _cluster.Broker.Return();
        await sending;
        await Booked(client, 1_500);
        await _fills.Check(client, Token);
        await EveryBookIsRight(client);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"broker away {RunLength.BrokerOutage}: working set {before >> 20} MB before, at most {most >> 20} MB"));
        Assert.True(most - before < MaxGrowth, $"from {before >> 20} MB to {most >> 20} MB");
    }

    private static async Task Booked(ConnectedClient connected, int fills) => await Eventually.Until(
        string.Create(CultureInfo.InvariantCulture, $"{fills} fills are booked"),
        Patience,
        async () => await StreamedFills.Booked(connected, Token) >= fills,
        Token);

    private async Task EveryBookIsRight(ConnectedClient connected)
    {
        foreach (var symbol in Symbols)
        {
            var changes = _market.Changes;
            await Eventually.Until(
                $"the book of {symbol} is live with what the server sent last",
                Patience,
                async () => await connected.Grains.Book(new(Exchange, symbol)).GetBook(25) is { State: BookState.Live } book
                    && _market.IsRight(symbol, book.Bids, book.Asks, changes),
                Token);
        }
    }

    /// <summary>Three silos share the partitions of fills as evenly as eight can be shared, and all is settled.</summary>
    private static Task EveryPartitionIsReadAndNothingWaits(ConnectedClient connected) => Eventually.Until(
        "three silos read 3, 3 and 2 partitions of fills to their ends",
        Patience,
        async () =>
        {
            PartitionStatus[] fills = [.. (await connected.Grains.Streams().GetStatus()).Partitions.Where(partition => partition.Topic == StreamedFills.Topic)];
            return fills.Length == HubSilos.Partitions
                && fills.All(partition => partition.Lag == 0)
                && fills.GroupBy(partition => partition.Silo).Select(silo => silo.Count()).Order().SequenceEqual([2, 3, 3]);
        },
        Token);

    private async Task Start(int silo) => _silos[silo] = await _cluster.Start(_ports[silo], Token, new Dictionary<string, string>
    {
        ["Feeds__machine__Kind"] = "Stream",
        ["Feeds__machine__Address"] = _machine.Address,
        ["Feeds__machine__Exchanges__0__Exchange"] = Exchange,
        ["Feeds__machine__Exchanges__0__Symbols"] = string.Join(',', Symbols),
        ["Feeds__machine__Exchanges__0__DataTypes"] = "book_change",
    });
}
