using Ballast.Silo.Settings;
using Ballast.Silo.Streams.EventHubs;
using Ballast.Silo.Streams.Kafka;

namespace Ballast.Silo.Streams;

/// <summary>What carries the streams of market data and fills. Bound from the section <c>Streams</c>.</summary>
public sealed class StreamsOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Streams";

    /// <summary>Queues in the memory of each silo.</summary>
    public const string Local = "local";

    /// <summary>Topics of Apache Kafka, or of anything that speaks its protocol.</summary>
    public const string OnKafka = "kafka";

    /// <summary>Hubs of Azure Event Hubs.</summary>
    public const string OnEventHubs = "eventhubs";

    /// <summary>Providers that keep a message until every consumer has settled it.</summary>
    private static readonly string[] Durable = [OnKafka, OnEventHubs];

    /// <summary>Name of the provider: <see cref="Local"/> or one that is durable.</summary>
    public string Provider { get; set; } = Local;

    /// <summary>Age from which market data is left out of a durable stream, and books and inventories are brought up to date instead. Fills are never left out.</summary>
    public TimeSpan MaxLag { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The stream of fills.</summary>
    public FillStreamOptions Fills { get; set; } = new();

    /// <summary>Settings of <see cref="OnKafka"/>.</summary>
    public KafkaOptions Kafka { get; set; } = new();

    /// <summary>Settings of <see cref="OnEventHubs"/>.</summary>
    public EventHubsOptions EventHubs { get; set; } = new();

    /// <summary>Whether messages outlast the silo that reads them.</summary>
    internal bool IsDurable => Durable.Contains(Provider, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether it is this provider.</summary>
    internal bool Is(string provider) => Provider.Equals(provider, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads the section.</summary>
    /// <param name="configuration">The configuration, which holds the environment.</param>
    /// <exception cref="StartupException">A value cannot be used; the message names key and value, and says what to set.</exception>
    internal static StreamsOptions Read(IConfiguration configuration)
    {
        try
        {
            var options = configuration.GetSection(Section).Get<StreamsOptions>() ?? new();
            var faults = options.Faults().ToArray();
            return faults.Length == 0 ? options : throw new StartupException(string.Join("; ", faults)) { IsUsage = true };
        }
        catch (InvalidOperationException e)
        {
            // The configuration binder's message names key and value.
            throw new StartupException(e.Message, e) { IsUsage = true };
        }
    }

    /// <summary>What is wrong, one text each.</summary>
    internal IEnumerable<string> Faults()
    {
        string[] providers = [Local, .. Durable];
        if (!providers.Contains(Provider, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"Streams:Provider is '{Provider}'; it must be one of {string.Join(", ", providers)}."
                + (Nearest.Of(Provider, providers) is { } near ? $" The nearest is {near}." : "");
            yield break;
        }

        if (Fills.Enabled && !IsDurable)
        {
            yield return $"Streams:Fills:Enabled is true and Streams:Provider is '{Provider}': what is queued in a silo is lost when the silo dies, and no fill may be. "
                + $"Set Streams:Provider to {string.Join(" or ", Durable)}, or record fills through the client library or HTTP.";
        }

        if (MaxLag < TimeSpan.FromSeconds(1) || MaxLag > TimeSpan.FromDays(1))
        {
            yield return $"Streams:MaxLag is {MaxLag}; it must be from 00:00:01 to 1.00:00:00.";
        }

        foreach (var fault in Fills.Faults().Concat(Is(OnKafka) ? Kafka.Faults() : []).Concat(Is(OnEventHubs) ? EventHubs.Faults() : []))
        {
            yield return fault;
        }
    }
}
