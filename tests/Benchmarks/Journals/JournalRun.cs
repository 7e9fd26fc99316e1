using System.Diagnostics;
using System.Globalization;
using Ballast.Benchmarks.Fills;
using Ballast.Grains.Journaling;
using Ballast.Silo;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Ballast.Benchmarks.Journals;

/// <summary>Measures one cell: a fresh store, a silo in this process and callers over TCP through its gateway, then redis-benchmark on the same store.</summary>
internal static class JournalRun
{
    private const double WarmSeconds = 1;
    private const double PeerSeconds = 1;

    /// <exception cref="StartupException">A program is missing, or something acknowledged is not stored.</exception>
    internal static async Task<JournalRow> Measure(JournalCell cell, double seconds, CancellationToken cancellationToken)
    {
        await using var server = cell.Sync is { } sync ? await RedisServer.Start(sync, cancellationToken) : null;
        var connection = server is null ? null : string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{server.Port}");
        await using var silo = await BenchmarkSilo.Start(cell.Instruments, _ => { }, cancellationToken, connection);
        var settings = new FillSettings(cell.Callers, cell.Batch, cell.Instruments, seconds, WarmSeconds);
        FillCaller[] callers;
        await using (var gateway = await GatewayClient.Connect(silo.GatewayPort, cancellationToken))
        {
            callers = [.. Enumerable.Range(0, cell.Callers).Select(number => new FillCaller(gateway.Client, number, settings))];
            var from = Stopwatch.GetTimestamp() + (long)(WarmSeconds * Stopwatch.Frequency);
            var until = from + (long)(seconds * Stopwatch.Frequency);
            await Task.WhenAll(callers.Select(caller => Task.Run(() => caller.Run(from, until, cancellationToken), cancellationToken)));
        }

        var stored = await StoredFills.Read(
            silo.Services.GetRequiredService<IJournalStore>(),
            silo.Services.GetRequiredService<IConnectionMultiplexer>(),
            Enumerable.Range(0, cell.Instruments).Select(BenchmarkSilo.Instrument),
            hasMemoryUsage: server is not null,
            cancellationToken);
        var acknowledged = callers.Sum(caller => caller.Acknowledged);
        if (stored.Fills != acknowledged || callers.Any(caller => caller.NotRecorded > 0))
        {
            throw new StartupException(
                $"{cell}: {acknowledged} fills were acknowledged, {callers.Sum(caller => caller.NotRecorded)} were not, and {stored.Fills} are stored in {stored.Entries} entries.");
        }

        var all = new Latencies();
        foreach (var caller in callers)
        {
            all.Add(caller.Latencies);
        }

        var peer = await RedisPeer.Measure(server?.Port ?? silo.StorePort, server is null ? silo.StorePassword : null, cell, stored.EntryBytes, PeerSeconds, cancellationToken);
        var summary = all.Summary();
        return new(
            cell.Store, cell.Callers, cell.Batch, Math.Round(callers.Sum(caller => caller.Recorded) / seconds), Rounded(summary.P50), Rounded(summary.P99),
            Math.Round((double)stored.Bytes / Math.Max(1, stored.Fills), 1), Math.Round(peer));
    }

    /// <summary>A cell so slow that no call ended in time has no percentile.</summary>
    private static double? Rounded(double millis) => double.IsNaN(millis) ? null : Math.Round(millis, 2);
}
