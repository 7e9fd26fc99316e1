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

/// <summary>Two real silos on brokers in another process, each killed while fills and market data come over topics, and a third that joins.</summary>
public sealed class KafkaKillTests : IAsyncLifetime
{
    private const string Exchange = "venue";
    private static readonly string[] Symbols = [.. Enumerable.Range(0, 16).Select(i => $"COIN{i}")];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly SiloPorts[] _ports = [SiloPorts.Free(), SiloPorts.Free(), SiloPorts.Free()];
    private readonly BallastProcess[] _silos = new BallastProcess[3];
    private readonly NumberedBooks _market = new();
    private FakeMachine _machine = null!;
    private KafkaSilos _cluster = null!;
    private StreamedFills _fills = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _machine = await FakeMachine.Start(_market.Play);
        _cluster = await KafkaSilos.Open();
        _fills = new(_cluster.Kafka.Servers);
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
            // The silo dies while fills come.
            var (victim, before) = (kill % 2, _fills.Sent);
            await using (var connected = await _cluster.Connect(Token))
            {
                var sending = _fills.Send(each, Token);
                await Booked(connected, before + (each / 3));
                await _silos[victim].Kill(Token);
                await sending;
            }

            await Start(victim);
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
            return fills.Length == KafkaSilos.Partitions
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
