namespace Ballast.Client.Streams;

/// <summary>The brokers that a client writes fills to.</summary>
public sealed class KafkaClientOptions
{
    /// <summary>Brokers as <c>host:port</c>, separated by commas.</summary>
    public string Servers { get; set; } = "";

    /// <summary>Topic of fills, as the silos' <c>Streams:Kafka:FillsTopic</c>.</summary>
    public string FillsTopic { get; set; } = "fills";

    /// <summary>Connection string of an Event Hubs namespace, when the servers are its Kafka endpoint; <see langword="null"/> for any other brokers.</summary>
    public string? EventHubsConnectionString { get; set; }

    /// <summary>Whether messages are compressed with LZ4; Event Hubs does not take them so.</summary>
    public bool Compressed { get; set; }

    /// <summary>Longest wait until the brokers have stored a fill; past it the outcome is unknown, and the fill may be sent again.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most bytes that wait for brokers; further fills wait for room.</summary>
    public long MaxUnsentBytes { get; set; } = 64L << 20;

    /// <summary>What is wrong with the options, each with key and value; empty when they can be used.</summary>
    internal IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (string.IsNullOrWhiteSpace(Servers))
        {
            faults.Add("Servers is missing; set it to the brokers, e.g. localhost:9092.");
        }

        if (string.IsNullOrWhiteSpace(FillsTopic))
        {
            faults.Add($"FillsTopic is '{FillsTopic}'; it must be a name.");
        }

        if (Timeout < TimeSpan.FromSeconds(1) || Timeout > TimeSpan.FromHours(1))
        {
            faults.Add($"Timeout is {Timeout}; it must be from a second to an hour.");
        }

        if (MaxUnsentBytes < 1 << 20)
        {
            faults.Add($"MaxUnsentBytes is {MaxUnsentBytes}; it must be 1048576 or more.");
        }

        if (Compressed && EventHubsConnectionString is not null)
        {
            faults.Add("Compressed is true, and Event Hubs does not take compressed messages; set it to false.");
        }

        return faults;
    }
}
