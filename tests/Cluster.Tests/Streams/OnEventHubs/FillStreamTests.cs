using System.Globalization;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Streams;
using Ballast.Testing.Processes;

namespace Ballast.Cluster.Tests.Streams.OnEventHubs;

/// <summary>Fills from a hub, sent by the client of Azure as any program sends them.</summary>
public sealed class FillStreamTests(EventHubsCluster hubs) : IClassFixture<EventHubsCluster>
{
    private const int Instruments = 20;

    private readonly BallastCluster _cluster = hubs.Cluster;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_fill_is_booked_once_however_often_it_is_sent()
    {
        await using var sender = new ForeignFills(hubs.Broker.ConnectionString);
        var portfolio = BallastCluster.Unique("desk");
        var fills = Enumerable.Range(0, Instruments).SelectMany(_ => Fills(_cluster.SomePerpetual(), portfolio, 50)).ToArray();
        await sender.Send(fills);
        await sender.Send(fills[..500]);
        await Booked(portfolio, fills);
        await Settled();
        foreach (var group in fills.GroupBy(fill => fill.Instrument))
        {
            var view = await Ledgers(portfolio, group.Key);
            var ledger = Assert.Single(view.Ledgers);
            Assert.Equal((50L, group.Sum(fill => (int)fill.Side * fill.Quantity)), (ledger.Position.Fills, ledger.Position.Quantity));
        }
    }

    [Fact]
    public async Task What_is_no_fill_is_put_aside_and_the_partition_goes_on()
    {
        await using var sender = new ForeignFills(hubs.Broker.ConnectionString);
        var (portfolio, known) = (BallastCluster.Unique("desk"), _cluster.SomePerpetual());
        var unknown = new InstrumentId(BallastCluster.Unique("nowhere"), "BTC-PERP");
        var before = (await Letters()).Count;
        var good = Fills(known, portfolio, 2).ToArray();
        await sender.Send(
            "3",
            "garbage",
            """{"exchange":"x"}""",
            ForeignFills.Json(Fills(unknown, portfolio, 1).Single()),
            ForeignFills.Json(good[0]),
            new string('x', 500_000),
            "",
            ForeignFills.Json(good[1]));
        await Booked(portfolio, good);
        await Settled();
        var letters = await Letters();
        Assert.Equal(before + 5, letters.Count);
        Assert.All(letters.Skip(before), letter => Assert.StartsWith("fills/3/", letter.Id, StringComparison.Ordinal));
        Assert.Contains(letters, letter => letter.Reason.Contains(unknown.ToString(), StringComparison.Ordinal));

        // Once the instrument has terms, a replay books its fill.
        var letterOfUnknown = letters.Single(letter => letter.Reason.Contains(unknown.ToString(), StringComparison.Ordinal));
        _cluster.Perpetual(unknown);
        var replayed = Assert.Single(await _cluster.Grains.Streams().Replay([letterOfUnknown.Id]));
        Assert.Equal(FillOutcome.Recorded, replayed.Outcome);
        Assert.Equal(1, Assert.Single((await Ledgers(portfolio, unknown)).Ledgers).Position.Fills);
        Assert.Equal(before + 4, (await Letters()).Count);
    }

    [Fact]
    public async Task The_stored_place_waits_for_the_slowest_fill_and_then_moves_on()
    {
        await using var sender = new ForeignFills(hubs.Broker.ConnectionString);
        var (portfolio, slow, quick) = (BallastCluster.Unique("desk"), _cluster.SomePerpetual(), _cluster.SomePerpetual());
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.Journal.OnFillAppend(slow, async real =>
        {
            await release.Task;
            return await real();
        });
        await Settled();
        var first = (await hubs.Broker.Ends("fills"))[5] + 1;
        var (held, others) = (Fills(slow, portfolio, 3).ToArray(), Fills(quick, portfolio, 300).ToArray());
        await sender.Send("5", held.Concat(others).Select(ForeignFills.Json));
        await Booked(portfolio, others);

        // A second reader of the silo's own report: the partition is read to its end and settled up to the first fill that is not journaled.
        var status = await Status(5, status => status.End == first + held.Length + others.Length && status.OldestAge is not null);
        Assert.Equal(first, status.Settled);
        release.SetResult();
        await Booked(portfolio, held.Concat(others).ToArray());
        await Status(5, status => status.Settled == status.End);
        _cluster.Journal.OnFillAppend(slow, null);
    }

    private static IEnumerable<Fill> Fills(InstrumentId instrument, string portfolio, int count) => Enumerable.Range(0, count).Select(n => Some.Fill(
        instrument, portfolio, n.ToString(CultureInfo.InvariantCulture), price: 100m + n, quantity: 1m + (n % 7), side: n % 3 == 0 ? Side.Sell : Side.Buy));

    private Task<InventoryView> Ledgers(string portfolio, InstrumentId instrument) => _cluster.Inventory(instrument).GetLedgers(new(portfolio));

    private async Task Booked(string portfolio, IReadOnlyCollection<Fill> fills)
    {
        foreach (var group in fills.GroupBy(fill => fill.Instrument))
        {
            await Eventually.Until(
                $"{group.Count()} fills of {group.Key} are booked",
                Waiting.Patience,
                async () => (await Ledgers(portfolio, group.Key)).Ledgers.Sum(ledger => ledger.Position.Fills) == group.Count(),
                Token);
        }
    }

    private async Task Settled()
    {
        for (var partition = 0; partition < EventHubsCluster.Partitions; partition++)
        {
            var end = (await hubs.Broker.Ends("fills"))[partition] + 1;
            await Status(partition, status => status.End == end && status.Settled == end);
        }
    }

    private async Task<PartitionStatus> Status(int partition, Func<PartitionStatus, bool> isReached)
    {
        PartitionStatus? last = null;
        await Eventually.Until(
            $"partition {partition} is as asked; last: {last}",
            Waiting.Patience,
            async () =>
            {
                last = (await _cluster.Grains.Streams().GetStatus()).Partitions.FirstOrDefault(one => one.Topic == "fills" && one.Partition == partition);
                return last is not null && isReached(last);
            },
            Token);
        return last!;
    }

    private Task<IReadOnlyList<DeadLetter>> Letters() => _cluster.Grains.Streams().GetDeadLetters(1_000);
}
