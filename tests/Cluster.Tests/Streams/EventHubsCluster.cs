using Ballast.Silo.Streams;
using Ballast.Silo.Streams.EventHubs;
using Ballast.Testing.Processes;

namespace Ballast.Cluster.Tests.Streams;

/// <summary>A cluster in this process whose streams are hubs of a broker in a process of its own.</summary>
public sealed class EventHubsCluster : IAsyncLifetime
{
    /// <summary>Partitions of each hub.</summary>
    internal const int Partitions = 8;

    private BallastCluster? _cluster;
    private EventHubsProcess? _broker;

    internal BallastCluster Cluster => _cluster!;

    internal EventHubsProcess Broker => _broker!;

    public async ValueTask InitializeAsync()
    {
        _broker = await EventHubsProcess.Start();
        foreach (var hub in (string[])["market", "ticker", "fills"])
        {
            await _broker.Create(hub, Partitions);
        }

        _cluster = await BallastCluster.Start(new() { Streams = Options(_broker.ConnectionString) });
    }

    public async ValueTask DisposeAsync()
    {
        await (_cluster?.DisposeAsync() ?? default);
        await (_broker?.DisposeAsync() ?? default);
    }

    /// <summary>Streams on the hubs of this namespace, fills of every portfolio included.</summary>
    internal static StreamsOptions Options(string connectionString, LostPosition onLostPosition = LostPosition.Stop)
    {
        var options = new StreamsOptions
        {
            Provider = StreamsOptions.OnEventHubs,
            EventHubs = new() { ConnectionString = connectionString, OnLostPosition = onLostPosition },
            Fills = new() { Enabled = true },
        };
        options.Fills.Portfolios.Add("*");
        return options;
    }
}
