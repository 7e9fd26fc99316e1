using Ballast.Testing;
using Ballast.Testing.Processes;

namespace Ballast.Reliability.Tests.Streams;

/// <summary>Brokers, a Redis, and silos whose streams are topics.</summary>
internal sealed class KafkaSilos : IAsyncDisposable
{
    internal const int Partitions = 8;

    private readonly TemporaryFolder _folder = new();
    private readonly string _instruments;
    private readonly List<BallastProcess> _all = [];

    private KafkaSilos(KafkaProcess kafka, RedisProcess redis)
    {
        (Kafka, Redis) = (kafka, redis);
        _instruments = _folder.Write("streamed.json", StreamedFills.InstrumentsFile());
    }

    internal KafkaProcess Kafka { get; }

    internal RedisProcess Redis { get; }

    internal string RedisAddress => $"127.0.0.1:{Redis.Port}";

    /// <summary>Starts brokers and Redis, and no silo.</summary>
    /// <param name="hasTopics">Whether the topics exist.</param>
    internal static async Task<KafkaSilos> Open(bool hasTopics = true)
    {
        var silos = new KafkaSilos(await KafkaProcess.Start(), await RedisProcess.Start("--appendonly", "yes", "--appendfsync", "everysec"));
        if (hasTopics)
        {
            await silos.AddTopics();
        }

        return silos;
    }

    internal async Task AddTopics()
    {
        foreach (var topic in (string[])["market", "ticker", "fills"])
        {
            await Kafka.AddTopic(topic, Partitions);
        }
    }

    /// <summary>Starts a silo and waits until it serves.</summary>
    internal async Task<BallastProcess> Start(
        SiloPorts ports, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? settings = null, bool isDefined = true)
    {
        var environment = new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["Streams__Provider"] = "kafka",
            ["Streams__Kafka__Servers"] = Kafka.Servers,
            ["Streams__Kafka__FetchWait"] = "00:00:00.010",
            ["Streams__Fills__Enabled"] = "true",
            ["Streams__Fills__Portfolios__0"] = StreamedFills.Portfolio,
        };
        string[] instruments = isDefined ? ["--instruments", _instruments] : [];
        var silo = BallastProcess.Start(environment, [.. ports.Arguments, "--redis", RedisAddress, "--cluster", .. instruments]);
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

        await Redis.DisposeAsync();
        await Kafka.DisposeAsync();
        _folder.Dispose();
    }
}
