using Confluent.Kafka;

namespace Ballast.Client.Streams;

/// <summary>How to reach brokers, and what they take.</summary>
internal sealed record KafkaConnection
{
    private const int LongestReconnectMs = 1_000;

    /// <summary>Most bytes of one message; a little less than brokers take by default.</summary>
    internal const int MaxMessageBytes = 1_000_000;

    /// <summary>Brokers as <c>host:port</c>, separated by commas.</summary>
    internal required string Servers { get; init; }

    /// <summary>Connection string of an Event Hubs namespace, whose Kafka endpoint the servers are; <see langword="null"/> for any other brokers.</summary>
    internal string? EventHubs { get; init; }

    /// <summary>Whether messages are compressed with LZ4.</summary>
    internal bool Compressed { get; init; }

    /// <summary>Whether the brokers drop what the producer repeats.</summary>
    internal bool Idempotent { get; init; }

    /// <summary>Settings of a producer.</summary>
    /// <param name="giveUpAfter">Time after which a message that no broker has stored is given up.</param>
    /// <param name="maxBytes">Most bytes that wait in the producer.</param>
    internal ProducerConfig Producer(TimeSpan giveUpAfter, long maxBytes) => new(Client())
    {
        EnableIdempotence = Idempotent,
        Acks = Acks.All,
        CompressionType = Compressed ? CompressionType.Lz4 : CompressionType.None,
        LingerMs = 2,
        MessageTimeoutMs = (int)giveUpAfter.TotalMilliseconds,
        QueueBufferingMaxKbytes = (int)Math.Clamp(2 * maxBytes / 1024, 1024, 2_097_151),
        MessageMaxBytes = MaxMessageBytes + 4_096,
    };

    /// <summary>Settings of a consumer that commits what it is given.</summary>
    /// <param name="group">Consumer group of the positions.</param>
    /// <param name="fetchWait">Longest time a broker waits for new messages.</param>
    /// <param name="maxBytes">Most bytes that are read ahead.</param>
    /// <param name="from">Where a partition without a position begins.</param>
    internal ConsumerConfig Consumer(string group, TimeSpan fetchWait, long maxBytes, AutoOffsetReset from) => new(Client())
    {
        GroupId = group,
        // Commits in the background, and only positions that are given to it.
        EnableAutoCommit = true,
        AutoCommitIntervalMs = 500,
        EnableAutoOffsetStore = false,
        AutoOffsetReset = from,
        AllowAutoCreateTopics = false,
        FetchWaitMaxMs = (int)fetchWait.TotalMilliseconds,
        FetchQueueBackoffMs = (int)fetchWait.TotalMilliseconds,
        QueuedMaxMessagesKbytes = (int)Math.Clamp(maxBytes / 1024, 1024, 2_097_151),
        FetchMaxBytes = (int)Math.Clamp(maxBytes, 2 * MaxMessageBytes, int.MaxValue - 512),
        SessionTimeoutMs = 6_000,
    };

    private ClientConfig Client()
    {
        var config = new ClientConfig { BootstrapServers = Servers, ReconnectBackoffMs = 100, ReconnectBackoffMaxMs = LongestReconnectMs, SocketKeepaliveEnable = true };
        if (EventHubs is not null)
        {
            // As Microsoft's pages on the Kafka endpoint ask for; the balancer cuts connections that are silent for four minutes.
            config.SecurityProtocol = SecurityProtocol.SaslSsl;
            config.SaslMechanism = SaslMechanism.Plain;
            config.SaslUsername = "$ConnectionString";
            config.SaslPassword = EventHubs;
            config.MetadataMaxAgeMs = 180_000;
            config.SocketTimeoutMs = 60_000;
        }

        return config;
    }
}
