using Ballast.Grains.Feeds;
using Ballast.Grains.Interfaces.Feeds;
using Ballast.Silo.Feeds;
using Ballast.Testing.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;

namespace Ballast.Cluster.Tests.Feeds;

/// <summary>A cluster with many shards of a few instruments each, and on each silo the service that keeps them running.</summary>
internal sealed class ShardedCluster : IAsyncDisposable
{
    private readonly Dictionary<IServiceProvider, FeedService> _services = [];
    private readonly Dictionary<TestFeed, InstrumentId[]> _instruments = [];

    private ShardedCluster(ClusterSetup setup) => Cluster = new(setup);

    internal BallastCluster Cluster { get; }

    internal List<TestFeed> Shards { get; } = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A running cluster.</summary>
    /// <param name="setup">The cluster.</param>
    /// <param name="count">Shards of two instruments each; so many that each silo gets some, whatever its port.</param>
    /// <param name="isOn">Silos that have the shards configured; all when not given.</param>
    /// <param name="isKnown">Whether the shards say what they publish.</param>
    internal static async Task<ShardedCluster> Start(ClusterSetup setup, int count = 24, Func<ILocalSiloDetails, bool>? isOn = null, bool isKnown = true)
    {
        var sharded = new ShardedCluster(setup);
        var name = BallastCluster.Unique("sharded");
        foreach (var shard in Enumerable.Range(0, count))
        {
            InstrumentId[] instruments = [.. Enumerable.Range(0, 2).Select(_ => sharded.Cluster.SomePerpetual())];
            var feed = new TestFeed($"{name}/{shard}", Backpressure.Fold) { Covers = isKnown ? [.. instruments.Select(one => one.ToString())] : [] };
            sharded.Shards.Add(feed);
            sharded._instruments[feed] = instruments;
            sharded.Cluster.Feeds.Add(feed, isOn);
        }

        await sharded.Cluster.InitializeAsync();
        foreach (var silo in sharded.Cluster.Silos)
        {
            await sharded.KeepFeedsOf(silo);
        }

        await sharded.Running();
        return sharded;
    }

    internal InstrumentId[] InstrumentsOf(TestFeed shard) => _instruments[shard];

    internal IEnumerable<InstrumentId> Instruments => Shards.SelectMany(InstrumentsOf);

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.Values)
        {
            await service.StopAsync(Token);
            service.Dispose();
        }

        await Cluster.DisposeAsync();
    }

    /// <summary>Starts one more silo, with the service that keeps feeds running.</summary>
    internal async Task<SiloAddress> Join()
    {
        var silo = await Cluster.AddSilo();
        await KeepFeedsOf(silo);
        return AddressOf(silo);
    }

    /// <summary>Stops a silo as the program does: first its feeds are handed over.</summary>
    internal async Task<SiloAddress> Leave(IServiceProvider silo)
    {
        var address = AddressOf(silo);
        _services.Remove(silo, out var service);
        await service!.StopAsync(Token);
        service.Dispose();
        await Cluster.StopSilo(silo);
        return address;
    }

    internal static SiloAddress AddressOf(IServiceProvider silo) => silo.GetRequiredService<ILocalSiloDetails>().SiloAddress;

    /// <summary>The silos of all active grains, from the silos themselves.</summary>
    internal async Task<ILookup<GrainId, SiloAddress>> Places() =>
        (await Cluster.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics(null, null, Token)).ToLookup(grain => grain.GrainId, grain => grain.SiloAddress);

    /// <summary>The silo, and the epoch, in which each shard runs.</summary>
    internal async Task<(SiloAddress Silo, long Epoch)[]> Running()
    {
        foreach (var shard in Shards)
        {
            await Eventually.Until(
                $"{shard.Feed} runs", Waiting.Patience, async () => (await Cluster.FeedGrain(shard.Feed).GetStatus()).State == FeedState.Running, Token);
        }

        var silos = Cluster.Silos.ToDictionary(silo => silo.GetRequiredService<FeedHost>().Silo, AddressOf, StringComparer.Ordinal);
        var running = await Task.WhenAll(Shards.Select(shard => Cluster.FeedGrain(shard.Feed).GetStatus()));
        return [.. running.Select(status => (silos[status.Silo!], status.Epoch))];
    }

    /// <summary>Every shard publishes a snapshot of each of its instruments, and the books are live with it.</summary>
    internal async Task PublishAll(double bid)
    {
        await Flush(bid);
        foreach (var instrument in Instruments)
        {
            await Cluster.Book(instrument).Until(book => book.Mid == bid + 1, $"the book of {instrument}");
        }
    }

    /// <summary>Every shard publishes a snapshot of each of its instruments.</summary>
    internal async Task Flush(double bid)
    {
        foreach (var shard in Shards)
        {
            await shard.Flush(InstrumentsOf(shard).Select(one => Some.Snapshot(one, bid, bid + 2)));
        }
    }

    /// <summary>Books and inventories that are not active in the silo of their feed, and in no other.</summary>
    internal async Task<string[]> Misplaced()
    {
        var (running, places) = (await Running(), await Places());
        return
        [
            .. from shard in Shards.Zip(running, (feed, place) => (Feed: feed, place.Silo))
               from instrument in InstrumentsOf(shard.Feed)
               from grain in (IAddressable[])[Cluster.Book(instrument), Cluster.Inventory(instrument)]
               where !places[grain.GetGrainId()].SequenceEqual([shard.Silo])
               select $"{grain.GetGrainId()} on {string.Join(", ", places[grain.GetGrainId()])}, {shard.Feed.Feed} on {shard.Silo}",
        ];
    }

    private async Task KeepFeedsOf(IServiceProvider silo)
    {
        var service = new FeedService(
            silo.GetRequiredService<IEnumerable<IFeedConnection>>(), BallastCluster.GrainsOf(silo), silo.GetRequiredService<FeedHost>(), TimeProvider.System, NullLogger<FeedService>.Instance);
        _services[silo] = service;
        await service.StartAsync(Token);
    }
}
