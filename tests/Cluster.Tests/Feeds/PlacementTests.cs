using Ballast.Domain.Ledger.Booking;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Testing.Processes;
using Orleans.Runtime;

namespace Ballast.Cluster.Tests.Feeds;

/// <summary>Several silos, many shards: the book and the inventory of an instrument are in the silo that runs its feed, also after silos have left or joined.</summary>
public sealed class PlacementTests
{
    private static readonly PortfolioId Desk = new("desk");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shards_are_spread_over_the_silos_and_books_and_inventories_are_beside_them_whoever_asks_first()
    {
        await using var sharded = await ShardedCluster.Start(new() { Silos = 2 });
        var (cluster, silos) = (sharded.Cluster, sharded.Cluster.Silos.ToArray());

        // Both silos activate grains of both: a reader, a caller with a fill, and the feeds.
        foreach (var (i, instrument) in sharded.Instruments.Index())
        {
            var grains = BallastCluster.GrainsOf(silos[i / 2 % 2]);
            await grains.Inventory(instrument).RecordEvents(Desk, [Some.Fill(instrument, Desk.Name, "t1")]);
            await BallastCluster.GrainsOf(silos[i % 2]).Book(instrument).GetBook(1);
        }

        await sharded.PublishAll(99);

        Assert.Empty(await sharded.Misplaced());
        var places = (await sharded.Running()).Select(shard => shard.Silo).ToHashSet();
        Assert.Equal(silos.Select(ShardedCluster.AddressOf).ToHashSet(), places);
        Assert.Equal(100.0, (await cluster.Book(sharded.Instruments.First()).GetBook(1)).Mid);
    }

    [Fact]
    public async Task When_a_silo_leaves_only_its_shards_move_and_their_books_and_inventories_with_them()
    {
        await using var sharded = await ShardedCluster.Start(new() { Silos = 3 });
        await Record(sharded, "t1");
        await sharded.PublishAll(99);
        var before = await sharded.Running();

        var left = await sharded.Leave(sharded.Cluster.Silos.Last());
        var after = await sharded.Running();
        await sharded.PublishAll(199);
        await Record(sharded, "t2");

        Assert.All(before.Zip(after), shard => Assert.Equal(left.Equals(shard.First.Silo), shard.First != shard.Second));
        Assert.Contains(before, shard => left.Equals(shard.Silo));
        Assert.DoesNotContain(after, shard => left.Equals(shard.Silo));
        Assert.Empty(await sharded.Misplaced());
        await EveryInventoryHolds(sharded, 2m);
    }

    [Fact]
    public async Task When_a_silo_joins_its_share_of_shards_moves_there_with_books_and_inventories_and_no_fill_is_lost()
    {
        await using var sharded = await ShardedCluster.Start(new() { Silos = 2, MoveAfter = TimeSpan.FromSeconds(1) });
        await Record(sharded, "t1");
        await sharded.PublishAll(99);
        var before = await sharded.Running();
        var epochs = await EpochsOf(sharded);

        var joined = await sharded.Join();
        await Eventually.Until(
            "a shard and all that belongs to it is on the joined silo",
            Waiting.Patience,
            async () =>
            {
                // Books and inventories that have ended begin with the next event or call. A batch may go to a book or a feed that ends just then.
                var running = await sharded.Running();
                await sharded.Flush(199);
                await EveryInventoryHolds(sharded, 1m);
                return running.Any(shard => joined.Equals(shard.Silo)) && (await sharded.Misplaced()).Length == 0;
            },
            Token);
        await sharded.PublishAll(299);
        await Record(sharded, "t2");

        var after = await sharded.Running();
        Assert.All(before.Zip(after), shard => Assert.Equal(joined.Equals(shard.Second.Silo), shard.First != shard.Second));
        await EveryInventoryHolds(sharded, 2m);

        // Each activation has opened its journal, which fences earlier ones.
        Assert.All(epochs.Zip(await EpochsOf(sharded), after.SelectMany(shard => Enumerable.Repeat(joined.Equals(shard.Silo), 2))), inventory => Assert.Equal(inventory.Third, inventory.Second > inventory.First));
    }

    [Fact]
    public async Task A_shard_that_one_silo_alone_has_stays_there_and_its_books_with_it()
    {
        await using var sharded = await ShardedCluster.Start(new() { Silos = 3, MoveAfter = TimeSpan.Zero }, count: 6, silo => silo.Name == "Silo_1");
        await Record(sharded, "t1");
        await sharded.PublishAll(99);
        var before = await sharded.Running();

        await sharded.Join();
        await sharded.PublishAll(199);

        Assert.Single(before.Select(shard => shard.Silo).ToHashSet());
        Assert.Equal(before, await sharded.Running());
        Assert.Empty(await sharded.Misplaced());
    }

    private static async Task Record(ShardedCluster sharded, string trade)
    {
        foreach (var instrument in sharded.Instruments)
        {
            var recorded = await sharded.Cluster.Inventory(instrument).RecordEvents(Desk, [Some.Fill(instrument, Desk.Name, trade)]);
            Assert.Equal(FillOutcome.Recorded, recorded.Receipts[0].Outcome);
        }
    }

    private static async Task EveryInventoryHolds(ShardedCluster sharded, decimal quantity)
    {
        foreach (var instrument in sharded.Instruments)
        {
            Assert.Equal(quantity, (await sharded.Cluster.Inventory(instrument).GetPosition(Desk))!.Positions[0].Quantity);
        }
    }

    private static async Task<long[]> EpochsOf(ShardedCluster sharded)
    {
        List<long> epochs = [];
        foreach (var instrument in sharded.Instruments)
        {
            epochs.Add((await sharded.Cluster.Inventory(instrument).GetPosition(Desk))!.Epoch);
        }

        return [.. epochs];
    }
}
