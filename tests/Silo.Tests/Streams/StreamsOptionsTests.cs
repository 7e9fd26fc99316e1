using Ballast.Silo.Commands;
using Ballast.Silo.Streams;
using Ballast.Silo.Streams.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Ballast.Silo.Tests.Streams;

/// <summary>A wrong setting of the streams ends the start with its key, its value and what to set.</summary>
public sealed class StreamsOptionsTests
{
    [Fact]
    public void Without_settings_streams_are_local_and_take_no_fills()
    {
        var options = StreamsOptions.Read(Settings());

        Assert.Equal(("local", false, false), (options.Provider, options.IsDurable, options.Fills.Enabled));
    }

    [Fact]
    public void Kafka_with_fills_is_read()
    {
        var options = StreamsOptions.Read(Settings(
            ("Streams:Provider", "Kafka"), ("Streams:Kafka:Servers", "a:9092,b:9092"), ("Streams:MaxLag", "00:00:05"),
            ("Streams:Fills:Enabled", "true"), ("Streams:Fills:Portfolios:0", "main")));

        Assert.True(options.IsDurable && options.Fills.Enabled && options.Fills.Allows("main") && !options.Fills.Allows("other"));
        Assert.Equal(TimeSpan.FromSeconds(5), options.MaxLag);
    }

    [Theory]
    [InlineData("Streams:Provider is 'kafak'; it must be one of local, kafka, eventhubs. The nearest is kafka.", "Streams:Provider", "kafak")]
    [InlineData("Streams:Kafka:Servers is missing; set it to the brokers, e.g. localhost:9092.", "Streams:Provider", "kafka")]
    [InlineData("Streams:MaxLag is 00:00:00.5000000; it must be from 00:00:01 to 1.00:00:00.", "Streams:MaxLag", "00:00:00.5")]
    [InlineData(
        "Streams:Fills:Portfolios is empty; name in Streams:Fills:Portfolios:0 and so on the portfolios whose fills may come over the stream, or * for any.",
        "Streams:Provider", "kafka", "Streams:Kafka:Servers", "a:9092", "Streams:Fills:Enabled", "true")]
    [InlineData(
        "Streams:Kafka:Compression is 'gzip'; it must be lz4 or none.",
        "Streams:Provider", "kafka", "Streams:Kafka:Servers", "a:9092", "Streams:Kafka:Compression", "gzip")]
    [InlineData(
        "Streams:Kafka:EventHubs is true and Streams:Kafka:ConnectionString is missing; set it to the connection string of the namespace.",
        "Streams:Provider", "kafka", "Streams:Kafka:Servers", "n.servicebus.windows.net:9093", "Streams:Kafka:EventHubs", "true", "Streams:Kafka:Compression", "none")]
    [InlineData(
        "Streams:Kafka:Compression is 'lz4', which Event Hubs does not take; set it to none.",
        "Streams:Provider", "kafka", "Streams:Kafka:Servers", "n.servicebus.windows.net:9093", "Streams:Kafka:EventHubs", "true", "Streams:Kafka:ConnectionString", "Endpoint=x")]
    public void A_wrong_setting_is_refused(string fault, params string[] settings)
    {
        var refused = Assert.Throws<StartupException>(() => StreamsOptions.Read(Settings([.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))])));

        Assert.Equal((true, fault), (refused.IsUsage, refused.Message));
    }

    [Fact]
    public void Fills_are_refused_on_local_streams_with_the_reason()
    {
        var refused = Assert.Throws<StartupException>(() => StreamsOptions.Read(Settings(("Streams:Fills:Enabled", "true"), ("Streams:Fills:Portfolios:0", "main"))));

        Assert.StartsWith("Streams:Fills:Enabled is true and Streams:Provider is 'local': what is queued in a silo is lost when the silo dies, and no fill may be.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_setting_is_known_to_be_one() =>
        Assert.Contains(
            "The nearest is Streams:Kafka:Servers.",
            Assert.Throws<StartupException>(() => KnownSettings.Require(Settings(("Streams:Kafka:Severs", "a:9092")))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void The_profile_of_event_hubs_is_what_its_pages_ask_for()
    {
        var options = new KafkaOptions { Servers = "n.servicebus.windows.net:9093", EventHubs = true, ConnectionString = "Endpoint=sb://n/", Compression = "none" };
        Assert.Empty(options.Faults());

        var producer = options.Connection.Producer(TimeSpan.FromSeconds(10), 1 << 20);
        Assert.Equal(
            (SecurityProtocol.SaslSsl, SaslMechanism.Plain, "$ConnectionString", "Endpoint=sb://n/", CompressionType.None, 180_000),
            (producer.SecurityProtocol, producer.SaslMechanism, producer.SaslUsername, producer.SaslPassword, producer.CompressionType, producer.MetadataMaxAgeMs));
        Assert.True(producer.MessageMaxBytes < 1_046_528, $"{producer.MessageMaxBytes}");
    }

    private static IConfiguration Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build();
}
