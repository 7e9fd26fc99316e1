using Ballast.Domain.Ledger.Events;
using Ballast.Silo.Streams.EventHubs;
using Ballast.Testing.Processes;

namespace Ballast.Cluster.Tests.Streams.OnEventHubs;

/// <summary>Hubs that are absent, go away, or are created anew.</summary>
public sealed class HubFaultTests : IAsyncLifetime
{
    private const int Partitions = 4;
    private static readonly string[] Hubs = ["market", "ticker", "fills"];

    private EventHubsProcess _broker = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _broker = await EventHubsProcess.Start();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task A_silo_serves_while_the_hubs_are_absent_and_reads_them_once_they_are_there()
    {
        await using var cluster = await Start();
        var (portfolio, instrument) = (BallastCluster.Unique("desk"), cluster.SomePerpetual());
        var receipts = await cluster.Client.RecordFills([Some.Fill(instrument, portfolio, "direct")], Token);
        Assert.Single(receipts);
        await CreateHubs();
        var fills = HubFills.Some(instrument, portfolio, 40).ToArray();
        await Send(fills);
        await cluster.Booked(portfolio, [.. fills, Some.Fill(instrument, portfolio, "direct")], Token);
    }

    [Fact]
    public async Task Fills_of_before_and_after_an_outage_are_booked_and_nothing_else_is_needed()
    {
        await CreateHubs();
        await using var cluster = await Start();
        var (portfolio, instruments) = (BallastCluster.Unique("desk"), Enumerable.Range(0, 8).Select(_ => cluster.SomePerpetual()).ToArray());
        var fills = instruments.SelectMany(instrument => HubFills.Some(instrument, portfolio, 20, "a")).ToList();
        await Send(fills);
        await cluster.Booked(portfolio, fills, Token);

        await _broker.GoAway();
        await cluster.Status("fills", 0, status => status.Fault is not null, Token);
        await _broker.Return();
        var later = instruments.SelectMany(instrument => HubFills.Some(instrument, portfolio, 20, "b")).ToArray();
        await Send(later);
        fills.AddRange(later);
        await cluster.Booked(portfolio, fills, Token);
        await cluster.Settled(_broker, Token);
        await cluster.Status("fills", 0, status => status.Fault is null, Token);
    }

    [Fact]
    public async Task A_rare_stream_beside_a_busy_one_misses_nothing()
    {
        await CreateHubs();
        await using var cluster = await Start();
        var (portfolio, rare, busy) = (BallastCluster.Unique("desk"), cluster.SomePerpetual(), cluster.SomePerpetual());
        var fills = new List<Fill>();
        await using var sender = new ForeignFills(_broker.ConnectionString);
        for (var round = 0; round < 3; round++)
        {
            Fill[] some = [.. HubFills.Some(rare, portfolio, 1, $"rare-{round}-"), .. HubFills.Some(busy, portfolio, 2_000, $"busy-{round}-")];
            await sender.Send("1", some.Select(ForeignFills.Json));
            fills.AddRange(some);
            await cluster.Booked(portfolio, fills, Token);
        }
    }

    [Fact]
    public async Task A_hub_that_was_created_anew_is_not_read_until_somebody_decides_and_then_from_its_beginning()
    {
        await CreateHubs();
        await using var cluster = await Start();
        var (portfolio, instrument) = (BallastCluster.Unique("desk"), cluster.SomePerpetual());
        await using (var sender = new ForeignFills(_broker.ConnectionString))
        {
            await sender.Send("2", HubFills.Some(instrument, portfolio, 30, "old").Select(ForeignFills.Json));
        }

        await cluster.Booked(portfolio, [.. HubFills.Some(instrument, portfolio, 30, "old")], Token);
        await cluster.Settled(_broker, Token);

        // Noticed while the new hub is shorter than the old one was; later its offsets look like those of the old one.
        await _broker.Create("fills", Partitions);
        await cluster.Status("fills", 2, status => status.Fault?.Contains("OnLostPosition", StringComparison.Ordinal) == true, Token);
        Fill[] fresh = [.. HubFills.Some(instrument, portfolio, 50, "new")];
        await using (var sender = new ForeignFills(_broker.ConnectionString))
        {
            await sender.Send("2", fresh.Select(ForeignFills.Json));
        }

        Assert.Equal(30, (await cluster.Ledgers(portfolio, instrument)).Ledgers.Sum(ledger => ledger.Position.Fills));

        // Another silo on the same store, started with the decision.
        await using var decided = await Start(LostPosition.Earliest, cluster);
        decided.Perpetual(instrument);
        await decided.Booked(portfolio, [.. HubFills.Some(instrument, portfolio, 30, "old"), .. fresh], Token);
        await decided.Settled(_broker, Token);
    }

    private Task<BallastCluster> Start(LostPosition onLostPosition = LostPosition.Stop, BallastCluster? sharesStoreOf = null) => BallastCluster.Start(new()
    {
        Streams = EventHubsCluster.Options(_broker.ConnectionString, onLostPosition),
        SharesStoreOf = sharesStoreOf,
        SharesService = sharesStoreOf is not null,
    });

    private async Task CreateHubs()
    {
        foreach (var hub in Hubs)
        {
            await _broker.Create(hub, Partitions);
        }
    }

    private async Task Send(IEnumerable<Fill> fills)
    {
        await using var sender = new ForeignFills(_broker.ConnectionString);
        await sender.Send(fills);
    }
}
