using System.Globalization;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Primitives;
using Ballast.Silo.Streams.EventHubs;
using Ballast.Testing.Processes;
using Xunit.Sdk;

namespace Ballast.Cluster.Tests.Streams.OnEventHubs;

/// <summary>
/// The trap that loses money: the package stores a place by the age of what it keeps, and a stream that is slower than that loses what it has not been given,
/// with no exception and no warning. The same check runs on its provider and on ours, with the same fills for the same grains.
/// </summary>
public sealed class SlowFillTests : IAsyncLifetime
{
    private const int Waiting = 100;
    private const string Partition = "0";

    private readonly MemoryCheckpoints _shipped = new();
    private EventHubsProcess _broker = null!;
    private BallastCluster _cluster = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _broker = await EventHubsProcess.Start();
        foreach (var hub in (string[])["market", "ticker", "fills", ShippedFills.Hub])
        {
            await _broker.Create(hub, 2);
        }

        _cluster = await BallastCluster.Start(new()
        {
            Streams = EventHubsCluster.Options(_broker.ConnectionString),
            Silo = silo => ShippedFills.Add(silo, _broker.ConnectionString, _shipped),
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task A_slow_inventory_loses_no_fill_and_with_the_provider_of_the_package_it_does()
    {
        var (ours, theirs) = (new SlowStream(_cluster, _broker, "fills"), new SlowStream(_cluster, _broker, ShippedFills.Hub));
        await using (ours)
        await using (theirs)
        {
            await ours.SendSlow(Waiting);
            await theirs.SendSlow(Waiting);
            var last = await OffsetOf(ShippedFills.Hub, Waiting - 1);
            await Eventually.Until("the package has stored a place after fills that nobody has booked", Testing.Waiting.Patience, async () =>
            {
                await ours.SendQuick();
                await theirs.SendQuick();
                return _shipped.OffsetOf(Partition) >= last;
            }, Token);

            // Nothing of the slow inventory is journaled yet, and our place is before its first fill.
            Assert.Equal(0, await ours.Booked());
            Assert.True(await OurPlace() < 0, $"stored: {await OurPlace()}");
            await ours.Release();
            await theirs.Release();
            await Check(ours);
            var lost = await Assert.ThrowsAnyAsync<XunitException>(() => Check(theirs));
            TestContext.Current.TestOutputHelper?.WriteLine($"With the provider of the package: {lost.Message}");
            await Eventually.Until("our place has moved to the end", Testing.Waiting.Patience, async () => await OurPlace() == (await _broker.Ends("fills"))[0], Token);
        }
    }

    /// <summary>Every fill that was sent is booked once the last one is.</summary>
    private static async Task Check(SlowStream stream)
    {
        await stream.LastIsBooked();
        Assert.Equal(Waiting + 1, await stream.Booked());
    }

    private async Task<long> OurPlace() =>
        (string?)await _cluster.Redis.HashGetAsync("ballast/hub-places/fills/$Default", Partition) is { } text ? HubPlace.Parse(text).Sequence : -1;

    private async Task<long> OffsetOf(string hub, long sequence)
    {
        await using var reader = new PartitionReceiver("$Default", Partition, EventPosition.FromSequenceNumber(sequence, true), _broker.ConnectionString, hub);
        return long.Parse((await reader.ReceiveBatchAsync(1, Token)).Single().OffsetString, CultureInfo.InvariantCulture);
    }
}
