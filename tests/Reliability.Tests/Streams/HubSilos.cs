using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Ballast.Testing;
using Ballast.Testing.Processes;

namespace Ballast.Reliability.Tests.Streams;

/// <summary>A broker that clients of Azure Event Hubs take for the service, a Redis, and silos whose streams are hubs.</summary>
internal sealed class HubSilos : IAsyncDisposable
{
    internal const int Partitions = 8;

    private readonly TemporaryFolder _folder = new();
    private readonly string _instruments;
    private readonly List<BallastProcess> _all = [];
    private readonly EventHubProducerClient _sender;

    private HubSilos(EventHubsProcess broker, RedisProcess redis)
    {
        (Broker, Redis) = (broker, redis);
        _instruments = _folder.Write("streamed.json", StreamedFills.InstrumentsFile());
        var options = new EventHubProducerClientOptions { RetryOptions = new() { MaximumRetries = 60, MaximumDelay = TimeSpan.FromSeconds(1), TryTimeout = TimeSpan.FromSeconds(10) } };
        _sender = new(broker.ConnectionString, StreamedFills.Topic, options);
    }

    internal EventHubsProcess Broker { get; }

    internal RedisProcess Redis { get; }

    internal string RedisAddress => $"127.0.0.1:{Redis.Port}";

    /// <summary>Starts broker and Redis, and no silo.</summary>
    /// <param name="hasHubs">Whether the hubs exist.</param>
    internal static async Task<HubSilos> Open(bool hasHubs = true)
    {
        var silos = new HubSilos(await EventHubsProcess.Start(), await RedisProcess.Start("--appendonly", "yes", "--appendfsync", "everysec"));
        if (hasHubs)
        {
            await silos.CreateHubs();
        }

        return silos;
    }

    internal async Task CreateHubs()
    {
        foreach (var hub in (string[])["market", "ticker", StreamedFills.Topic])
        {
            await Broker.Create(hub, Partitions);
        }
    }

    /// <summary>Fills from the client of Azure, as any program sends them.</summary>
    internal StreamedFills Fills() => new((key, line, token) => _sender.SendAsync([new EventData(line)], new SendEventOptions { PartitionKey = key }, token));

    /// <summary>Starts a silo and waits until it serves.</summary>
    internal async Task<BallastProcess> Start(SiloPorts ports, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? settings = null)
    {
        var environment = new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["Streams__Provider"] = "eventhubs",
            ["Streams__EventHubs__ConnectionString"] = Broker.ConnectionString,
            ["Streams__Fills__Enabled"] = "true",
            ["Streams__Fills__Portfolios__0"] = StreamedFills.Portfolio,
        };
        var silo = BallastProcess.Start(environment, [.. ports.Arguments, "--redis", RedisAddress, "--cluster", "--instruments", _instruments]);
        _all.Add(silo);
        await silo.Ready(ports, Eventually.Patience, cancellationToken);
        return silo;
    }

    internal Task<ConnectedClient> Connect(CancellationToken cancellationToken) =>
        ConnectedClient.Open(options => options.RedisConnection = RedisAddress, cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _all)
        {
            await silo.DisposeAsync();
        }

        await _sender.DisposeAsync();
        await Redis.DisposeAsync();
        await Broker.DisposeAsync();
        _folder.Dispose();
    }
}
