using System.CommandLine;
using Ballast.Silo.Commands;

namespace Ballast.Benchmarks.Compare;

/// <summary>Ballast beside what it stands in for: the vendor's library, and a pipeline in Python.</summary>
internal static class CompareCommand
{
    internal static Command Create()
    {
        var rate = Numbers.Option("--rate", 2_000, "Messages a second at which latencies are measured.");
        var instruments = Numbers.Option("--instruments", 50, "Instruments of the ticks of the whole path.");
        var seconds = Numbers.Option("--seconds", 5, "Length of each measurement.");
        var passes = Numbers.Option("--passes", 5, "Passes over each recording; the median counts.");
        var pipeline = Numbers.Option("--pipeline", 1, "Redis writes of the Python pipeline in one round trip.");
        var noTardis = new Option<bool>("--no-tardis") { Description = "Leave out the npm package tardis-dev, which is downloaded." };
        var json = new Option<bool>("--json") { Description = "Print JSON in place of a table." };
        var command = new Command(
            "compare",
            "Compares in one run: decode and apply by this engine, tardis-dev and Python over the recordings; then the whole path of a silo in this process with a "
            + "pipeline in Python (asyncio, json.loads, sorted lists, one Redis write per update) over the same ticks: what each reaches, and latencies at a fixed rate.")
        {
            rate, instruments, seconds, passes, pipeline, noTardis, json,
        };
        command.SetAction((parsed, token) => ExitCode.Of(async () =>
        {
            var settings = new CompareSettings(
                parsed.GetValue(rate), parsed.GetValue(instruments), parsed.GetValue(seconds), parsed.GetValue(passes),
                parsed.GetValue(pipeline), !parsed.GetValue(noTardis));
            var report = await new CompareRun(settings).Run(token);
            if (parsed.GetValue(json))
            {
                Output.WriteJson(report);
                return ExitCode.Success;
            }

            Output.WriteTable([.. report.Table()]);
            foreach (var note in report.Notes())
            {
                await Console.Out.WriteLineAsync(note);
            }

            return ExitCode.Success;
        }));
        return command;
    }
}
