using Ballast.Silo.Streams;
using Ballast.Testing.Processes;

namespace Ballast.Cluster.Tests.Streams;

/// <summary>A cluster in this process whose streams are topics of brokers in a process of their own.</summary>
public sealed class KafkaCluster : IAsyncLifetime
{
    /// <summary>Partitions of each topic.</summary>
    internal const int Partitions = 8;

    private BallastCluster? _cluster;
    private KafkaProcess? _kafka;

    internal BallastCluster Cluster => _cluster!;

    internal KafkaProcess Kafka => _kafka!;

    public async ValueTask InitializeAsync()
    {
        _kafka = await KafkaProcess.Start();
        foreach (var topic in (string[])["market", "ticker", "fills"])
        {
            await _kafka.AddTopic(topic, Partitions);
        }

        _cluster = await BallastCluster.Start(new() { Streams = Options(_kafka.Servers) });
    }

    public async ValueTask DisposeAsync()
    {
        await (_cluster?.DisposeAsync() ?? default);
        await (_kafka?.DisposeAsync() ?? default);
    }

    /// <summary>Streams on these brokers, fills of every portfolio included.</summary>
    internal static StreamsOptions Options(string servers)
    {
        var options = new StreamsOptions
        {
            Provider = StreamsOptions.OnKafka,
            Kafka = new() { Servers = servers, FetchWait = TimeSpan.FromMilliseconds(10) },
            Fills = new() { Enabled = true },
        };
        options.Fills.Portfolios.Add("*");
        return options;
    }
}
