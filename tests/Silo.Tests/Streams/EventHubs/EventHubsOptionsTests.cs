using Ballast.Silo.Streams;
using Ballast.Silo.Streams.EventHubs;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Ballast.Silo.Tests.Streams.EventHubs;

/// <summary>Settings of hubs, and what is said of wrong ones.</summary>
public sealed class EventHubsOptionsTests
{
    private const string Connection = "Endpoint=sb://example.servicebus.windows.net;SharedAccessKeyName=k;SharedAccessKey=eA==";

    [Fact]
    public void A_connection_string_is_enough()
    {
        var options = Read(("ConnectionString", Connection));
        Assert.True(options.IsDurable);
        Assert.Equal(("market", "ticker", "fills", LostPosition.Stop), (options.EventHubs.MarketHub, options.EventHubs.TickerHub, options.EventHubs.FillsHub, options.EventHubs.OnLostPosition));
    }

    [Fact]
    public async Task A_namespace_is_signed_in_to_without_a_secret()
    {
        var options = Read(("Namespace", "example.servicebus.windows.net"), ("OnLostPosition", "Earliest"));
        Assert.Equal(LostPosition.Earliest, options.EventHubs.OnLostPosition);
        await using var connection = new HubConnection(options.EventHubs, "fills");
        Assert.Equal(("example.servicebus.windows.net", "fills"), (connection.Namespace, connection.Hub));
    }

    [Theory]
    [InlineData("ConnectionString is missing")]
    [InlineData("are both set", "ConnectionString", Connection, "Namespace", "example.servicebus.windows.net")]
    [InlineData("names a hub", "ConnectionString", $"{Connection};EntityPath=fills")]
    [InlineData("must be three hubs", "ConnectionString", Connection, "TickerHub", "market")]
    [InlineData("must be a name", "ConnectionString", Connection, "Group", " ")]
    [InlineData("must be 1048576 or more", "ConnectionString", Connection, "MaxReadBytes", "10")]
    [InlineData("OnLostPosition", "ConnectionString", Connection, "OnLostPosition", "latest")]
    public void What_cannot_be_used_is_named(string expected, params string[] settings)
    {
        var refusal = Assert.Throws<StartupException>(() => Read([.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]));
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Streams:EventHubs", refusal.Message, StringComparison.Ordinal);
    }

    private static StreamsOptions Read(params (string Name, string Value)[] settings) => StreamsOptions.Read(new ConfigurationBuilder()
        .AddInMemoryCollection([
            new("Streams:Provider", "eventhubs"),
            .. settings.Select(setting => KeyValuePair.Create($"Streams:EventHubs:{setting.Name}", (string?)setting.Value)),
        ])
        .Build());
}
