namespace Ballast.Silo;

/// <summary>Where one silo process keeps its data and which loopback ports it takes.</summary>
public sealed record HostSettings
{
    /// <summary>Directory of the embedded store; unused with <see cref="RedisConnection"/>.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Port of page and API; <see langword="null"/> serves none.</summary>
    public required int? HttpPort { get; init; }

    /// <summary>Port other silos would dial.</summary>
    public required int SiloPort { get; init; }

    /// <summary>Port clients dial.</summary>
    public required int GatewayPort { get; init; }

    /// <summary>Port of the embedded store.</summary>
    public required int StorePort { get; init; }

    /// <summary>StackExchange.Redis connection string of an outside store; <see langword="null"/> runs the embedded one.</summary>
    public string? RedisConnection { get; init; }

    /// <summary>How often stream queues are polled: the floor of the latency through a stream, and idle CPU against it.</summary>
    public TimeSpan StreamPoll { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Instruments file that adds to or replaces the bundled terms.</summary>
    public string? InstrumentsFile { get; init; }

    /// <summary>Terms found elsewhere for instruments that are not bundled.</summary>
    internal IReadOnlyList<Feeds.InstrumentTerms> Terms { get; init; } = [];

    /// <summary>The ports that must be free, each with what it is for and how to choose another.</summary>
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
