namespace Ballast.Silo;

/// <summary>Where one silo process keeps its data, and its ports.</summary>
public sealed record HostSettings
{
    /// <summary>
    /// Client of a command in its own silo. A single call ends in time or is repeated; how long all of them may take depends on the journals and on the machine.
    /// </summary>
    public static Client.BallastClientOptions PatientClient { get; } = new() { Timeout = TimeSpan.FromHours(1) };

    /// <summary>Directory of the embedded store; unused with <see cref="RedisConnection"/>.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Port of page and API; <see langword="null"/> for neither.</summary>
    public required int? HttpPort { get; init; }

    /// <summary>Port for other silos.</summary>
    public required int SiloPort { get; init; }

    /// <summary>Port for clients of the client library.</summary>
    public required int GatewayPort { get; init; }

    /// <summary>Port of the embedded store.</summary>
    public required int StorePort { get; init; }

    /// <summary>StackExchange.Redis connection string of an outside store; <see langword="null"/> runs the embedded one.</summary>
    public string? RedisConnection { get; init; }

    /// <summary>The cluster this silo belongs to.</summary>
    public ClusterSettings Cluster { get; init; } = new();

    /// <summary>What carries the streams; a replay and a command that serves nobody keep to the local ones.</summary>
    public Streams.StreamsOptions Streams { get; init; } = new();

    /// <summary>Instruments file whose terms are added to the bundled ones or replace them; <see langword="null"/> for none.</summary>
    public string? InstrumentsFile { get; init; }

    /// <summary>Terms from other sources for instruments that are not bundled.</summary>
    internal IReadOnlyList<Ballast.Silo.Feeds.Instruments.InstrumentTerms> Terms { get; init; } = [];

    /// <summary>The ports that must be free, each with its purpose and the option that changes it.</summary>
    public IEnumerable<(int Port, string Purpose, string Option)> Ports()
    {
        if (HttpPort is { } http)
        {
            yield return (http, "page and API", "--port");
        }

        yield return (SiloPort, "silo", "--silo-port");
        yield return (GatewayPort, "clients", "--gateway-port");
        if (RedisConnection is null)
        {
            yield return (StorePort, "embedded store", "--store-port");
        }
    }
}
