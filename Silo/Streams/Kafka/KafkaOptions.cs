using Ballast.Client.Streams;

namespace Ballast.Silo.Streams.Kafka;

/// <summary>Brokers and topics. Bound from the section <c>Streams:Kafka</c>.</summary>
public sealed class KafkaOptions
{
    private const string EventHubsPort = ":9093";

    private static readonly string[] Compressions = ["lz4", "none"];

    /// <summary>Brokers as <c>host:port</c>, separated by commas.</summary>
    public string Servers { get; set; } = "";

    /// <summary>Consumer group under which positions are committed.</summary>
    public string Group { get; set; } = "ballast";

    /// <summary>Topic of books, trades and disconnects.</summary>
    public string MarketTopic { get; set; } = "market";

    /// <summary>Topic of tickers and liquidations.</summary>
    public string TickerTopic { get; set; } = "ticker";

    /// <summary>Topic of fills.</summary>
    public string FillsTopic { get; set; } = "fills";

    /// <summary>Compression of what is sent: <c>lz4</c> or <c>none</c>.</summary>
    public string Compression { get; set; } = "lz4";

    /// <summary>Whether the brokers drop what the producer repeats.</summary>
    public bool Idempotent { get; set; } = true;

    /// <summary>Most bytes of each stream that wait to be sent from one silo; then senders wait, or live tickers are dropped.</summary>
    public long MaxUnsentBytes { get; set; } = 64L << 20;

    /// <summary>Most bytes of each partition that are read and not settled.</summary>
    public long MaxReadBytes { get; set; } = 16L << 20;

    /// <summary>Longest time that a broker waits for new messages before it answers; it answers at once when there are some.</summary>
    public TimeSpan FetchWait { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether the brokers are the Kafka endpoint of Azure Event Hubs; needs <see cref="ConnectionString"/>.</summary>
    public bool EventHubs { get; set; }

    /// <summary>Connection string of the Event Hubs namespace.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The brokers, as clients reach them.</summary>
    internal KafkaConnection Connection => new()
    {
        Servers = Servers,
        EventHubs = EventHubs ? ConnectionString : null,
        Compressed = Compression.Equals("lz4", StringComparison.OrdinalIgnoreCase),
        Idempotent = Idempotent,
    };

    /// <summary>What is wrong, one text each.</summary>
    internal IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(Servers))
        {
            yield return EventHubs
                ? "Streams:Kafka:Servers is missing; set it to NAMESPACE.servicebus.windows.net:9093."
                : "Streams:Kafka:Servers is missing; set it to the brokers, e.g. localhost:9092.";
        }

        if (!Compressions.Contains(Compression, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"Streams:Kafka:Compression is '{Compression}'; it must be lz4 or none.";
        }

        foreach (var (key, topic) in new[] { (nameof(Group), Group), (nameof(MarketTopic), MarketTopic), (nameof(TickerTopic), TickerTopic), (nameof(FillsTopic), FillsTopic) })
        {
            if (string.IsNullOrWhiteSpace(topic))
            {
                yield return $"Streams:Kafka:{key} is '{topic}'; it must be a name.";
            }
        }

        if (MaxUnsentBytes < 1 << 20 || MaxReadBytes < 1 << 20)
        {
            yield return $"Streams:Kafka:MaxUnsentBytes {MaxUnsentBytes} and Streams:Kafka:MaxReadBytes {MaxReadBytes} must be 1048576 or more.";
        }

        if (FetchWait < TimeSpan.FromMilliseconds(1) || FetchWait > TimeSpan.FromSeconds(10))
        {
            yield return $"Streams:Kafka:FetchWait is {FetchWait}; it must be from 00:00:00.001 to 00:00:10.";
        }

        if (EventHubs && string.IsNullOrWhiteSpace(ConnectionString))
        {
            yield return "Streams:Kafka:EventHubs is true and Streams:Kafka:ConnectionString is missing; set it to the connection string of the namespace.";
        }

        if (EventHubs && Servers.Length > 0 && !Servers.EndsWith(EventHubsPort, StringComparison.Ordinal))
        {
            yield return $"Streams:Kafka:Servers is '{Servers}', and Event Hubs serves Kafka on port 9093; set it to NAMESPACE.servicebus.windows.net:9093.";
        }

        if (EventHubs && !Compression.Equals("none", StringComparison.OrdinalIgnoreCase))
        {
            yield return $"Streams:Kafka:Compression is '{Compression}', which Event Hubs does not take; set it to none.";
        }

        if (!EventHubs && ConnectionString.Length > 0)
        {
            yield return "Streams:Kafka:ConnectionString is set and Streams:Kafka:EventHubs is not true; a connection string has no use without it.";
        }
    }
}
