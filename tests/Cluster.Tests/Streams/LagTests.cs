using Ballast.Domain.MarketData.Books;
using Ballast.Grains.Interfaces.Books;
using Ballast.Silo.Streams.Kafka;
using Ballast.Testing.Processes;
using Confluent.Kafka;
using Orleans.Serialization;
using Microsoft.Extensions.DependencyInjection;

namespace Ballast.Cluster.Tests.Streams;

/// <summary>What a reader does that has fallen behind.</summary>
[Collection<KafkaTests>]
public sealed class LagTests(KafkaCluster kafka)
{
    private const string Feed = "late/0";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private BallastCluster Cluster => kafka.Cluster;

    [Fact]
    public async Task Market_data_that_is_too_old_is_left_out_and_the_book_asks_for_a_snapshot()
    {
        var instrument = Cluster.SomePerpetual();
        var book = Cluster.Book(instrument);
        await BeginBook(instrument);
        var skipped = await Skipped();

        // Written together, so that the reader sees at the first that it is not the last.
        Write(instrument, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1), [.. Enumerable.Range(2, 20).Select(sequence => Some.Batch(Feed, 1, sequence, instrument, Some.Bid(instrument, 98, sequence)))]);
        await Eventually.Until("old messages are left out", Patience, async () => await Skipped() >= skipped + 2, Token);
        await Cluster.PublishMarket(Some.Batch(Feed, 1, 22, instrument, Some.Bid(instrument, 97, 5)));

        var stale = await book.Until(view => view.Sequence == 22, "sequence 22");
        Assert.Equal(BookState.Stale, stale.State);
        Assert.DoesNotContain(stale.Bids, level => level.Price == 98 && level.Amount == 21);
        Assert.Equal(1, (await book.GetStatistics()).Gaps);

        await Cluster.PublishMarket(Some.Batch(Feed, 1, 23, instrument, Some.Snapshot(instrument, 100, 102)));
        await book.Until(view => view is { State: BookState.Live, Mid: 101.0 }, "the live book");
    }

    /// <summary>Sends a first snapshot again until the book has it, as a feed would: a reader that still skips what another test has left behind skips it too.</summary>
    private async Task BeginBook(InstrumentId instrument) => await Eventually.Until(
        "the live book",
        Patience,
        async () =>
        {
            await Cluster.PublishMarket(Some.Batch(Feed, 1, 1, instrument, Some.Snapshot(instrument, 99, 101)));
            return (await Cluster.Book(instrument).GetBook(1)).State == BookState.Live;
        },
        Token);

    [Fact]
    public async Task What_is_no_batch_is_counted_and_the_partition_goes_on()
    {
        var instrument = Cluster.SomePerpetual();
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = kafka.Kafka.Servers }).Build();
        var key = System.Text.Encoding.UTF8.GetBytes(instrument.ToString());
        foreach (var value in (byte[][])[[], [1, 2, 3], [.. "BLM1"u8], [.. "BLM1"u8, .. Enumerable.Repeat((byte)0xFF, 500)]])
        {
            await producer.ProduceAsync(new TopicPartition("market", Partition(key)), new() { Key = key, Value = value }, Token);
        }

        await BeginBook(instrument);
        await Eventually.Until(
            "four messages are counted",
            Patience,
            async () => (await Cluster.Grains.Streams().GetStatus()).Partitions.Where(partition => partition.Topic == "market").Sum(partition => partition.Unreadable) >= 4,
            Token);
    }

    private static int Partition(byte[] key) => Ballast.Client.Streams.PartitionOf.Key(key, KafkaCluster.Partitions);

    private async Task<long> Skipped() =>
        (await Cluster.Grains.Streams().GetStatus()).Partitions.Where(partition => partition.Topic == "market").Sum(partition => partition.Skipped);

    private void Write(InstrumentId instrument, DateTime at, IReadOnlyList<MarketBatch> batches)
    {
        var form = new MarketForm(Cluster.Silos.First().GetRequiredService<Serializer<MarketBatch>>(), StreamNames.Market, TimeProvider.System);
        var key = System.Text.Encoding.UTF8.GetBytes(instrument.ToString());
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = kafka.Kafka.Servers, LingerMs = 500 }).Build();
        foreach (var batch in batches)
        {
            producer.Produce(
                new TopicPartition("market", Partition(key)),
                new Message<byte[], byte[]> { Key = key, Value = form.Write(batch), Timestamp = new(at) });
        }

        producer.Flush(Patience);
    }
}
