using System.CommandLine;
using Ballast.Silo.Commands;

namespace Ballast.Benchmarks.Load;

/// <summary>Latency from a tick to the portfolio at a fixed rate.</summary>
internal static class LoadCommand
{
    internal static Command Create()
    {
        var rate = Numbers.Option("--rate", 10_000, "Messages a second, over all instruments.");
        var instruments = Numbers.Option("--instruments", 50, "Instruments, each held by the portfolio watched.");
        var seconds = Numbers.Option("--seconds", 10, "Length of the measured part.");
        var warm = Numbers.Option("--warm-up", 10, "Seconds at the same rate before it, so that the code is compiled.");
        var gateway = new Option<bool>("--gateway") { Description = "Watch through the client library over TCP, not from within the silo's process." };
        var ceiling = new Option<bool>("--ceiling") { Description = "Then send the same ticks through a chain of bare grain calls, which no design can beat, and compare." };
        var json = new Option<bool>("--json") { Description = "Print JSON in place of text." };
        var command = new Command(
            "load",
            "Starts a silo in this process, publishes 11-level book changes at a fixed rate, holds a position in every instrument and measures the time "
            + "from a tick's intended publication until the watched portfolio shows a mark at least as new.")
        {
            rate, instruments, seconds, warm, gateway, ceiling, json,
        };
        command.SetAction((parsed, token) => ExitCode.Of(async () =>
        {
            var report = await new LoadRun(new(
                parsed.GetValue(rate), parsed.GetValue(instruments), parsed.GetValue(seconds), parsed.GetValue(warm),
                parsed.GetValue(gateway), parsed.GetValue(ceiling))).Run(token);
            if (parsed.GetValue(json))
            {
                Output.WriteJson(LoadRow.Of(report));
            }
            else
            {
                foreach (var line in report.Lines())
                {
                    await Console.Out.WriteLineAsync(line);
                }
            }

            return report.Fault is null && report.Unseen == 0 ? ExitCode.Success : ExitCode.Failure;
        }));
        return command;
    }
}
