using System.CommandLine;
using System.Globalization;
using Ballast.Silo.Commands;

namespace Ballast.Benchmarks.Engine;

/// <summary>Decoding and book on one thread, without silo or streams.</summary>
internal static class EngineCommand
{
    internal static Command Create()
    {
        var passes = Numbers.Option("--passes", 9, "Passes over each recording; the median is printed.");
        var json = new Option<bool>("--json") { Description = "Print JSON in place of a table." };
        var command = new Command(
            "engine",
            "Levels per second of decode, apply (best prices read after every message) and both, over the shared recordings, in CPU time of one thread.")
        {
            passes, json,
        };
        command.SetAction((parsed, _) => ExitCode.Of(() => Task.FromResult(Run(parsed.GetValue(passes), parsed.GetValue(json)))));
        return command;
    }

    private static int Run(int passes, bool json)
    {
        var speeds = Recording.Names.Select(name => new EngineMeasurement(Recording.Load(name), passes).Run()).ToArray();
        if (json)
        {
            Output.WriteJson(new { Clock = ThreadClock.Name, Passes = passes, Recordings = speeds });
            return ExitCode.Success;
        }

        Console.Out.WriteLine($"Million levels a second, {ThreadClock.Name}, median of {passes} passes; bytes allocated a message in brackets");
        Output.WriteTable(
        [
            ["recording", "messages", "levels", "decode", "apply", "decode + apply"],
            .. speeds.Select(speed => new[]
            {
                speed.Recording,
                speed.Messages.ToString("N0", CultureInfo.InvariantCulture),
                speed.Levels.ToString("N0", CultureInfo.InvariantCulture),
                Text(speed.Decode), Text(speed.Apply), Text(speed.DecodeAndApply),
            }),
        ]);
        return ExitCode.Success;
    }

    private static string Text(StageSpeed speed) =>
        string.Create(CultureInfo.InvariantCulture, $"{speed.LevelsPerSecond / 1e6:0.0} ({speed.BytesPerMessage:N0})");
}
