using System.CommandLine;
using System.Globalization;
using Ballast.Silo.Commands;

namespace Ballast.Benchmarks.Journals;

/// <summary>Durable fills on every store beside what the store does alone, and activations of a long journal.</summary>
internal static class JournalCommand
{
    internal static Command Create()
    {
        var seconds = Numbers.Option("--seconds", 3, "Length of the measured part of each cell, after one second of warm-up.");
        var stores = new Option<string[]>("--store") { Description = $"Only this store; may be repeated: {string.Join(", ", JournalCell.Stores)}." };
        stores.AcceptOnlyFromAmong([.. JournalCell.Stores]);
        var callers = Numbers.Option("--callers", int.MaxValue, "Only cells of this many callers: 1, 16 or 128.");
        var batch = Numbers.Option("--batch", int.MaxValue, "Only cells of this many fills a call: 1 or 50.");
        var activation = new Option<bool>("--activation") { Description = "Measure the activation of one instrument from its journal and from a snapshot instead." };
        var events = Numbers.Option("--events", 1_000_000, "Events in the journal of --activation.");
        var pending = new Option<bool>("--pending") { Description = "Leave all markouts pending in the journal of --activation." };
        var json = new Option<bool>("--json") { Description = "Print JSON in place of text." };
        var command = new Command(
            "journal",
            "Starts a silo in this process on Garnet, redis everysec and redis always, measures durable fills through the client library over TCP, and redis-benchmark on the same store.")
        {
            seconds, stores, callers, batch, activation, events, pending, json,
        };
        command.SetAction((parsed, token) => ExitCode.Of(async () =>
        {
            var chosen = parsed.GetValue(stores) is { Length: > 0 } given ? given : JournalCell.Stores;
            if (parsed.GetValue(activation))
            {
                await Activate([.. chosen], new(parsed.GetValue(events), parsed.GetValue(pending)), parsed.GetValue(json), token);
                return ExitCode.Success;
            }

            var cells = JournalCell.All.Where(cell => chosen.Contains(cell.Store)
                && (parsed.GetResult(callers) is null or { Implicit: true } || cell.Callers == parsed.GetValue(callers))
                && (parsed.GetResult(batch) is null or { Implicit: true } || cell.Batch == parsed.GetValue(batch)));
            await Measure([.. cells], parsed.GetValue(seconds), parsed.GetValue(json), token);
            return ExitCode.Success;
        }));
        return command;
    }

    private static async Task Measure(JournalCell[] cells, int seconds, bool json, CancellationToken cancellationToken)
    {
        await RedisPeer.RequireInstalled(cancellationToken);
        var rows = new List<JournalRow>();
        foreach (var cell in cells)
        {
            rows.Add(await JournalRun.Measure(cell, seconds, cancellationToken));
            await Console.Error.WriteLineAsync($"{rows[^1]}");
        }

        if (json)
        {
            Output.WriteJson(rows);
            return;
        }

        var culture = CultureInfo.InvariantCulture;
        Output.WriteTable(
        [
            ["store", "callers", "batch", "fillsPerSecond", "p50Ms", "p99Ms", "bytesPerFill", "peerPushesPerSecond"],
            .. rows.Select(row => (string[])
            [
                row.Store, row.Callers.ToString(culture), row.Batch.ToString(culture), row.FillsPerSecond.ToString("N0", culture),
                row.P50Ms?.ToString("0.00", culture) ?? "-", row.P99Ms?.ToString("0.00", culture) ?? "-", row.BytesPerFill.ToString("0.0", culture),
                row.PeerPushesPerSecond.ToString("N0", culture),
            ]),
        ]);
    }

    private static async Task Activate(string[] stores, StoredHistory history, bool json, CancellationToken cancellationToken)
    {
        var rows = new List<ActivationRow>();
        foreach (var store in stores.Where(store => store != JournalCell.Garnet))
        {
            rows.Add(await ActivationRun.Measure(new(store, 1, 1), history, cancellationToken));
        }

        if (json)
        {
            Output.WriteJson(rows);
            return;
        }

        foreach (var row in rows)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Store}: {row.Events:N0} events; activation from the journal alone {row.JournalSeconds:0.00} s (CPU {row.JournalCpuSeconds:0.00}), from a snapshot {row.SnapshotSeconds:0.00} s (CPU {row.SnapshotCpuSeconds:0.00}); heap {row.HeapMegabytes:0} MB more"));
        }
    }
}
