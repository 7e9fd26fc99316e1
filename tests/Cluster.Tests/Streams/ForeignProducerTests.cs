using System.Globalization;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Testing.Processes;
using Confluent.Kafka;

namespace Ballast.Cluster.Tests.Streams;

/// <summary>Market data and fills of programs that know nothing of Orleans.</summary>
[Collection<KafkaTests>]
public sealed class ForeignProducerTests(KafkaCluster kafka)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_as_tardis_machine_writes_them_make_a_book_and_its_trades()
    {
        var instrument = kafka.Cluster.SomePerpetual();
        await Send(
            instrument,
            Book(instrument, isSnapshot: true, "[{\"price\":99,\"amount\":1},{\"price\":98,\"amount\":4}]", "[{\"price\":101,\"amount\":2}]"),
            Book(instrument, isSnapshot: false, "[{\"price\":99,\"amount\":0},{\"price\":99.5,\"amount\":3}]", "[]"),
            $$"""{"type":"trade","symbol":"{{instrument.Symbol}}","exchange":"{{instrument.Exchange}}","id":"t1","price":100,"amount":1,"side":"buy","timestamp":"{{Now()}}","localTimestamp":"{{Now()}}"}""");

        var view = await kafka.Cluster.Book(instrument).Until(book => book.Sequence == 3, "the third message");
        Assert.Equal(BookState.Live, view.State);
        Assert.Equal([new BookLevel(99.5, 3), new BookLevel(98, 4)], view.Bids);
        Assert.Equal([new BookLevel(101, 2)], view.Asks);
        Assert.Equal("t1", Assert.Single((await kafka.Cluster.Book(instrument).ReadTrades(default, 10)).Trades).TradeId);
    }

    [Fact]
    public async Task The_sample_producer_of_the_documentation_publishes_fills_that_are_booked()
    {
        var instrument = kafka.Cluster.SomePerpetual();
        using var folder = new TemporaryFolder();
        var portfolio = BallastCluster.Unique("book");
        var file = folder.Write("fills.ndjson", [.. Enumerable.Range(0, 50).Select(i =>
            $$"""{"timestamp":"{{Now()}}","exchange":"{{instrument.Exchange}}","symbol":"{{instrument.Symbol}}","account":"own","portfolio":"{{portfolio}}","id":"py-{{i}}","side":"{{(i % 2 == 0 ? "buy" : "sell")}}","price":"100.5","amount":"{{1 + (i % 3)}}"}""")]);

        var output = await PythonProgram.RunOfDebian(Token, Path.Combine(Repository.Root, "docs", "publish_fills.py"), kafka.Kafka.Servers, "fills", file);

        Assert.Equal("50 fills published, 0 failed", output.Trim());
        var expected = Enumerable.Range(0, 50).Sum(i => (i % 2 == 0 ? 1 : -1) * (1 + (i % 3)));
        await Eventually.Until(
            "all fifty are booked",
            Patience,
            async () => (await kafka.Cluster.Inventory(instrument).GetLedgers(new(portfolio))).Ledgers is [var ledger]
                && (ledger.Position.Fills, ledger.Position.Quantity) == (50, expected),
            Token);
    }

    private static string Now() => Some.Now.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Book(InstrumentId instrument, bool isSnapshot, string bids, string asks) =>
        $$"""{"type":"book_change","symbol":"{{instrument.Symbol}}","exchange":"{{instrument.Exchange}}","isSnapshot":{{(isSnapshot ? "true" : "false")}},"bids":{{bids}},"asks":{{asks}},"timestamp":"{{Now()}}","localTimestamp":"{{Now()}}"}""";

    private async Task Send(InstrumentId key, params string[] messages)
    {
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = kafka.Kafka.Servers }).Build();
        foreach (var message in messages)
        {
            await producer.ProduceAsync("market", new() { Key = key.ToString(), Value = message }, Token);
        }
    }
}
