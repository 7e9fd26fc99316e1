using System.Text;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Streams;
using Ballast.Testing.Processes;
using Confluent.Kafka;

namespace Ballast.Cluster.Tests.Streams;

/// <summary>Fills from a topic, good and bad, as any producer writes them.</summary>
[Collection<KafkaTests>]
public sealed class FillStreamTests(KafkaCluster kafka)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _portfolio = BallastCluster.Unique("book");
    private readonly Instant _tradedAt = Some.Now;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private BallastCluster Cluster => kafka.Cluster;

    [Fact]
    public async Task A_fill_of_the_topic_is_booked_once_however_often_it_comes()
    {
        var instrument = Cluster.SomePerpetual();
        await Send(instrument, Line(instrument, "1", 2m), Line(instrument, "1", 2m), Line(instrument, "2", 3m));

        await Until("both fills are booked", async () => await Position(instrument) is { Quantity: 5m, Fills: 2 });

        // The last repeat comes after everything before it, so that nothing more is on its way.
        await Send(instrument, Line(instrument, "1", 2m), Line(instrument, "3", 1m));
        await Until("the third fill is booked", async () => await Position(instrument) is { Fills: 3 });
        Assert.Equal(6m, (await Position(instrument))!.Quantity);
        Assert.Empty(await Letters(instrument));
    }

    [Fact]
    public async Task What_is_no_fill_becomes_a_dead_letter_with_its_reason_and_the_partition_goes_on()
    {
        var instrument = Cluster.SomePerpetual();
        string[] bad =
        [
            "garbage",
            "",
            "[1,2]",
            $$"""{"exchange":"{{instrument.Exchange}}"}""",
            Line(instrument, "neg", -1m),
            Line(instrument, "long", 1m).Replace("\"account\"", $"\"note\":\"{new string('x', 20_000)}\",\"account\"", StringComparison.Ordinal),
        ];
        var offsets = await Send(instrument, [.. bad, Line(instrument, "good", 1m)]);

        await Until("the good fill is booked", async () => await Position(instrument) is { Fills: 1 });
        var letters = (await Cluster.Grains.Streams().GetDeadLetters(1_000)).ToDictionary(letter => letter.Id);
        string[] reasons = [.. offsets.SkipLast(1).Select(offset => letters[Origin(offset)].Reason)];
        Assert.Equal(
            ["not a JSON object", "not a JSON object", "not a JSON object", "no timestamp", "amount '-1' is not positive"],
            reasons.SkipLast(1));
        Assert.Matches("^the message has [0-9]+ bytes; a fill has at most 16384$", reasons[^1]);
        Assert.Equal(Encoding.UTF8.GetBytes(bad[3]), letters[Origin(offsets[3])].Payload);
    }

    [Fact]
    public async Task A_fill_of_an_unknown_instrument_is_put_aside_and_booked_by_a_replay_once_the_instrument_is_defined()
    {
        var instrument = new InstrumentId(BallastCluster.Unique("venue"), "NEW-PERP");
        var offsets = await Send(instrument, Line(instrument, "1", 2m), Line(instrument, "2", 3m));
        await Until("both fills are put aside", async () => (await Letters(instrument)).Count == 2);
        var id = Origin(offsets[0]);
        Assert.StartsWith("Refused: no contract terms for", (await Letters(instrument)).Single(letter => letter.Id == id).Reason, StringComparison.Ordinal);

        var early = Assert.Single(await Cluster.Grains.Streams().Replay([id]));
        Assert.Equal((id, FillOutcome.Refused), (early.Id, early.Outcome!.Value));
        Cluster.Perpetual(instrument);
        var replayed = await Cluster.Grains.Streams().Replay([Origin(offsets[0]), Origin(offsets[1]), "fills/0/99999999"]);

        Assert.Equal([FillOutcome.Recorded, FillOutcome.Recorded], replayed.Select(one => one.Outcome!.Value));
        Assert.Equal((5m, 2L), (await Position(instrument)) is { } position ? (position.Quantity, position.Fills) : default);
        Assert.Empty(await Letters(instrument));
    }

    [Fact]
    public async Task A_fill_whose_store_does_not_answer_waits_and_is_neither_lost_nor_put_aside()
    {
        var instrument = Cluster.SomePerpetual();
        var failures = 0;
        Cluster.Journal.OnFillAppend(instrument, append => ++failures <= 3 ? throw new TimeoutException("the store is away") : append());
        await Send(instrument, Line(instrument, "1", 2m), Line(instrument, "2", 3m));

        await Until("both fills are booked", async () => await Position(instrument) is { Fills: 2 });
        Cluster.Journal.OnFillAppend(instrument, null);
        Assert.True(failures > 3, $"the store failed {failures} times");
        Assert.Empty(await Letters(instrument));
    }

    [Fact]
    public async Task A_client_publishes_fills_and_voids_through_an_Orleans_stream()
    {
        var instrument = Cluster.SomePerpetual();
        var stream = Cluster.Grains.GetStreamProvider(StreamNames.FillsProvider).GetStream<LedgerEvent>(StreamNames.For(StreamNames.Fills, instrument));
        var fill = new Fill
        {
            Instrument = instrument, Account = "own", Portfolio = _portfolio, VenueTime = _tradedAt, TradeId = "1", Side = Side.Sell, Price = 100m, Quantity = 2m,
        };
        await stream.OnNextAsync(fill);
        await stream.OnNextAsync(fill with { TradeId = "2", Quantity = 3m });
        await stream.OnNextAsync(new FillVoid { Instrument = instrument, Account = "own", Portfolio = _portfolio, VenueTime = _tradedAt, TradeId = "1", Side = Side.Sell });

        await Until("one fill is left", async () => await Position(instrument) is { Quantity: -3m });
        await Assert.ThrowsAsync<ArgumentException>(() => stream.OnNextAsync(new Settlement { Instrument = instrument, Account = "", Portfolio = "", VenueTime = _tradedAt, Price = 1m }));
    }

    [Fact]
    public async Task Everything_settled_is_committed_and_the_status_says_so()
    {
        var instrument = Cluster.SomePerpetual();
        var offset = (await Send(instrument, Line(instrument, "1", 2m)))[0];

        await Until("the partition is reported as settled", async () =>
            (await Cluster.Grains.Streams().GetStatus()).Partitions
                .Any(partition => partition.Topic == "fills" && partition.Partition == offset.Partition && partition.Settled > offset.Offset && partition.Lag == 0));
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = kafka.Kafka.Servers, GroupId = "ballast" }).Build();
        await Until("the offset is committed", () => Task.FromResult(
            consumer.Committed([offset.TopicPartition], Patience)[0].Offset.Value > offset.Offset.Value));
    }

    private static Task Until(string what, Func<Task<bool>> reached) => Eventually.Until(what, Patience, reached, Token);

    private static string Origin(TopicPartitionOffset offset) => $"{offset.Topic}/{offset.Partition.Value}/{offset.Offset.Value}";

    private async Task<IReadOnlyList<DeadLetter>> Letters(InstrumentId instrument) =>
        [.. (await Cluster.Grains.Streams().GetDeadLetters(1_000)).Where(letter => Encoding.UTF8.GetString(letter.Payload).Contains($"\"{instrument.Exchange}\"", StringComparison.Ordinal))];

    private async Task<Ballast.Grains.Interfaces.Inventory.PositionView?> Position(InstrumentId instrument) =>
        (await Cluster.Inventory(instrument).GetLedgers(new(_portfolio))).Ledgers is [var ledger] ? ledger.Position : null;

    private string Line(InstrumentId instrument, string id, decimal amount) =>
        $$"""{"timestamp":"{{_tradedAt}}","exchange":"{{instrument.Exchange}}","symbol":"{{instrument.Symbol}}","account":"own","portfolio":"{{_portfolio}}","id":"{{id}}","side":"buy","price":"100","amount":"{{amount}}"}""";

    private async Task<IReadOnlyList<TopicPartitionOffset>> Send(InstrumentId key, params string[] lines)
    {
        using var producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = kafka.Kafka.Servers }).Build();
        var offsets = new List<TopicPartitionOffset>();
        foreach (var line in lines)
        {
            offsets.Add((await producer.ProduceAsync("fills", new() { Key = key.ToString(), Value = line }, Token)).TopicPartitionOffset);
        }

        return offsets;
    }
}
