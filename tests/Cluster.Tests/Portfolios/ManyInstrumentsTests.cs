using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.MarketData.Books;
using Ballast.Grains.Interfaces.Inventory;
using Orleans.Runtime;

namespace Ballast.Cluster.Tests.Portfolios;

public sealed class ManyInstrumentsTests
{
    private const int Count = 10_000;

    [Fact]
    public async Task Ten_thousand_watched_instruments_and_one_fill_make_one_inventory()
    {
        // A cluster of its own: activations of the whole silo are counted.
        await using var cluster = new BallastCluster();
        await cluster.InitializeAsync();
        var instruments = Enumerable.Range(0, Count).Select(i => new InstrumentId("venue", $"P{i}")).ToArray();
        foreach (var id in instruments)
        {
            cluster.Terms.Add(new() { Id = id, Kind = ContractKind.Linear, Base = id.Symbol, Quote = "USDT", Settle = "USDT" });
        }

        var feed = await cluster.StartFeed();

        // Each completes when every book has acknowledged its batch.
        foreach (var some in instruments.Chunk(500))
        {
            await feed.Publish(some.Select(id => Some.Snapshot(id, 99, 101)));
        }

        var recorded = await cluster.Inventory(instruments[77]).RecordEvents(new("desk"), [Some.Fill(instruments[77], "desk", "t1")]);

        Assert.Equal((FillOutcome.Recorded, 0m), (recorded.Receipts[0].Outcome, recorded.Position!.Positions[0].Total));
        var grains = await cluster.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics(null, null, TestContext.Current.CancellationToken);
        Assert.Equal(1, grains.Count(grain => grain.GrainType.Contains("InventoryGrain", StringComparison.Ordinal)));
        Assert.Equal(Count, grains.Count(grain => grain.GrainType.Contains("OrderBookGrain", StringComparison.Ordinal)));
        Assert.Equal(BookState.Live, (await cluster.Book(instruments[^1]).GetBook(1)).State);
    }
}
