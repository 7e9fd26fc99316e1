using System.CommandLine;
using System.Globalization;
using Ballast.Silo.Commands;

namespace Ballast.Benchmarks.Market;

/// <summary>Market data on one thread, without silo or streams, beside the vendor's own library.</summary>
internal static class MarketCommand
{
    private const double DayOfRows = 200e6;

    internal static Command Create()
    {
        var passes = Numbers.Option("--passes", 9, "Passes over each file; the median is printed.");
        var json = new Option<bool>("--json") { Description = "Print JSON in place of a table." };
        var command = new Command(
            "market",
            "Levels per second of decode, apply (best prices read after every message) and both over recordings, and of CSV datasets, in CPU time of one thread; beside the npm package tardis-dev.")
        {
            passes, json,
        };
        command.SetAction((parsed, _) => ExitCode.Of(() => Task.FromResult(Run(parsed.GetValue(passes), parsed.GetValue(json)))));
        return command;
    }

    private static int Run(int passes, bool json)
    {
        var files = Recording.Files();
        var recordings = files.Select(file => Measure(Recording.LoadFile(file), passes)).ToArray();
        var datasets = Recording.Datasets().Select(file => new CsvStage(file, passes).Run()).ToArray();
        var peer = TardisPeer.Run(files, passes).Of([.. recordings.Select(ours => ours.Levels)]);
        var rows = recordings.SelectMany((ours, i) => Compare(ours.Stages, peer.Speeds.ElementAtOrDefault(i))).Concat(datasets).ToArray();
        if (json)
        {
            Output.WriteJson(new { Clock = ThreadClock.Name, Passes = passes, Peer = new { peer.Package, peer.Version, peer.Node, peer.Error }, Rows = rows });
            return ExitCode.Success;
        }

        Console.Out.WriteLine($"Million levels a second, {ThreadClock.Name}, median of {passes} passes");
        Output.WriteTable(
        [
            ["file", "stage", "levels/s", "bytes/message", "peer", "ratio"],
            .. rows.Select(row => new[]
            {
                row.File, row.Stage, Millions(row.LevelsPerSecond), row.BytesPerMessage.ToString("N0", CultureInfo.InvariantCulture),
                Millions(row.PeerLevelsPerSecond), row.Ratio?.ToString("0.0", CultureInfo.InvariantCulture) ?? "-",
            }),
        ]);
        foreach (var row in datasets)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.File}: 200 million rows in {DayOfRows / row.LevelsPerSecond:0} s"));
        }

        Console.Out.WriteLine(peer.Error is { } error ? $"No peer: {error}" : $"Peer: {peer.Package} {peer.Version} on Node.js {peer.Node}");
        return ExitCode.Success;
    }

    private static (MarketRow[] Stages, long Levels) Measure(Recording recording, int passes) => (new JsonStages(recording, passes).Run(), recording.Levels);

    private static IEnumerable<MarketRow> Compare(MarketRow[] stages, PeerSpeed? peer) =>
        [stages[0].Against(peer?.Decode), stages[1].Against(peer?.Apply), stages[2].Against(peer?.DecodeAndApply)];

    private static string Millions(double? levels) => levels is { } speed ? (speed / 1e6).ToString("0.00", CultureInfo.InvariantCulture) : "-";
}
