using System.CommandLine;
using System.Globalization;
using Ballast.Benchmarks.Journals;
using Ballast.Silo.Commands;

namespace Ballast.Benchmarks.Fills;

/// <summary>Durable fills at a fixed rate.</summary>
internal static class OpenFillsCommand
{

    internal static Command Create()
    {
        var rate = Numbers.Option("--rate", 5_000, "Fills a second, over all instruments.");
        var batch = Numbers.Option("--batch", 5, "Fills that arrive together, in one call.");
        var instruments = Numbers.Option("--instruments", 16, "Instruments that take turns.");
        var seconds = Numbers.Option("--seconds", 10, "Length of the measured part.");
        var warm = Numbers.Option("--warm-up", 5, "Seconds before it, so that the code is compiled.");
        var store = new Option<string>("--store") { Description = $"One of {string.Join(", ", JournalCell.Stores)}.", DefaultValueFactory = _ => "redis-everysec" };
        store.AcceptOnlyFromAmong([.. JournalCell.Stores]);
        var json = new Option<bool>("--json") { Description = "Print JSON in place of text." };
        var command = new Command(
            "open-fills",
            "Starts a silo in this process and sends fills at a fixed rate through the client library over TCP; latencies count from when each call was due.")
        {
            rate, batch, instruments, seconds, warm, store, json,
        };
        command.SetAction((parsed, token) => ExitCode.Of(async () =>
        {
            var report = await Run(
                new(
                    parsed.GetValue(store)!, parsed.GetValue(rate), parsed.GetValue(batch), parsed.GetValue(instruments),
                    parsed.GetValue(seconds), parsed.GetValue(warm)),
                token);
            if (parsed.GetValue(json))
            {
                Output.WriteJson(report);
            }
            else
            {
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{report.Settings.Store}: {report.Settings.Rate:N0} fills/s due in calls of {report.Settings.Batch}, {report.FillsPerSecond:N0} acknowledged, {report.NotRecorded} not recorded; {report.Call}; at most {report.MostInFlight} calls under way"));
            }

            return report.NotRecorded == 0 ? ExitCode.Success : ExitCode.Failure;
        }));
        return command;
    }

    private static async Task<OpenReport> Run(OpenSettings settings, CancellationToken cancellationToken)
    {
        var cell = new JournalCell(settings.Store, settings.Instruments, settings.Batch);
        await using var server = cell.Sync is { } sync ? await RedisServer.Start(sync, cancellationToken) : null;
        var connection = server is null ? null : string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{server.Port}");
        await using var silo = await BenchmarkSilo.Start(settings.Instruments, _ => { }, cancellationToken, connection);
        await using var gateway = await GatewayClient.Connect(silo.GatewayPort, cancellationToken);
        return await new OpenFills(gateway.Client, settings).Run(cancellationToken);
    }
}
