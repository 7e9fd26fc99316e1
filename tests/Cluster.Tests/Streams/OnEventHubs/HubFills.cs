using System.Globalization;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Streams;
using Ballast.Testing.Processes;

namespace Ballast.Cluster.Tests.Streams.OnEventHubs;

/// <summary>Fills for hubs, and waiting for what becomes of them.</summary>
internal static class HubFills
{
    /// <summary>Fills with ids that begin with a word.</summary>
    internal static IEnumerable<Fill> Some(InstrumentId instrument, string portfolio, int count, string word = "") => Enumerable.Range(0, count).Select(n => Testing.Some.Fill(
        instrument,
        portfolio,
        string.Create(CultureInfo.InvariantCulture, $"{word}{n}"),
        price: 100m + n,
        quantity: 1m + (n % 7),
        side: n % 3 == 0 ? Side.Sell : Side.Buy));

    /// <summary>An inventory's ledgers of a portfolio.</summary>
    internal static Task<InventoryView> Ledgers(this BallastCluster cluster, string portfolio, InstrumentId instrument) =>
        cluster.Inventory(instrument).GetLedgers(new(portfolio));

    /// <summary>Waits until exactly these fills are booked.</summary>
    internal static async Task Booked(this BallastCluster cluster, string portfolio, IReadOnlyCollection<Fill> fills, CancellationToken cancellationToken)
    {
        foreach (var group in fills.GroupBy(fill => fill.Instrument))
        {
            await Eventually.Until(
                $"{group.Count()} fills of {group.Key} are booked",
                Waiting.Patience,
                async () => (await cluster.Ledgers(portfolio, group.Key)).Ledgers.Sum(ledger => ledger.Position.Fills) == group.Count(),
                cancellationToken);
        }
    }

    /// <summary>Waits until everything in the hub of fills is settled.</summary>
    internal static async Task Settled(this BallastCluster cluster, EventHubsProcess broker, CancellationToken cancellationToken)
    {
        var ends = await broker.Ends("fills");
        for (var partition = 0; partition < ends.Length; partition++)
        {
            var end = ends[partition] + 1;
            await cluster.Status("fills", partition, status => status.End >= end && status.Settled >= end, cancellationToken);
        }
    }

    /// <summary>Waits until the status of a partition is as asked.</summary>
    internal static async Task<PartitionStatus> Status(
        this BallastCluster cluster, string hub, int partition, Func<PartitionStatus, bool> isReached, CancellationToken cancellationToken)
    {
        PartitionStatus? last = null;
        try
        {
            await Eventually.Until(
                $"the status of {hub}/{partition} is as asked",
                Waiting.Patience,
                async () =>
                {
                    last = (await cluster.Grains.Streams().GetStatus()).Partitions.FirstOrDefault(one => one.Topic == hub && one.Partition == partition);
                    return last is not null && isReached(last);
                },
                cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} Last: {last}", e);
        }

        return last!;
    }
}
