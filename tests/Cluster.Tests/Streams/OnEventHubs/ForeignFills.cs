using System.Globalization;
using System.Text;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Cluster.Tests.Streams.OnEventHubs;

/// <summary>A program that knows nothing of Orleans and sends fills to a hub as JSON.</summary>
internal sealed class ForeignFills(string connectionString, string hub = "fills") : IAsyncDisposable
{
    private readonly EventHubProducerClient _client = new(connectionString, hub);

    /// <summary>Sends fills, each with its instrument as the key.</summary>
    internal async Task Send(IEnumerable<Fill> fills)
    {
        foreach (var group in fills.GroupBy(fill => fill.Instrument))
        {
            foreach (var some in group.Chunk(500))
            {
                await _client.SendAsync(
                    some.Select(fill => new EventData(Json(fill))), new SendEventOptions { PartitionKey = group.Key.ToString() }, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>Sends messages to one partition.</summary>
    internal Task Send(string partition, params IEnumerable<string> messages) => _client.SendAsync(
        messages.Select(message => new EventData(Encoding.UTF8.GetBytes(message))), new SendEventOptions { PartitionId = partition }, TestContext.Current.CancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _client.DisposeAsync();

    /// <summary>A fill as a line of a fill file.</summary>
    internal static string Json(Fill fill) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"exchange":"{{fill.Instrument.Exchange}}","symbol":"{{fill.Instrument.Symbol}}","account":"{{fill.Account}}","portfolio":"{{fill.Portfolio}}","id":"{{fill.TradeId}}","side":"{{(fill.Side == Side.Buy ? "buy" : "sell")}}","price":"{{fill.Price}}","amount":"{{fill.Quantity}}","timestamp":"{{fill.VenueTime.ToDateTimeOffset():yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}}"}""");
}
