using System.CommandLine;
using System.Globalization;
using Ballast.Benchmarks.Micro;
using Ballast.Silo.Commands;

namespace Ballast.Benchmarks.Risk;

/// <summary>Value at risk of 500 instruments and 1,000 scenarios, beside NumPy.</summary>
internal static class RiskCommand
{
    internal static Command Create()
    {
        var passes = Numbers.Option("--passes", 101, "Passes of each method; the median is printed. Slow methods take a fifth of them, the simulation one.");
        var json = new Option<bool>("--json") { Description = "Print JSON in place of a table." };
        var command = new Command(
            "risk",
            "Milliseconds of every risk method for 500 instruments and 1,000 scenarios, a third of the positions inverse and paid in BTC, beside NumPy (Debian's python3-numpy) in the same run.")
        {
            passes, json,
        };
        command.SetAction((parsed, _) => ExitCode.Of(() => Task.FromResult(Run(parsed.GetValue(passes), parsed.GetValue(json)))));
        return command;
    }

    private static int Run(int passes, bool json)
    {
        var risk = new SomeRisk();
        var stages = new RiskStages(risk, passes);
        var ours = stages.Run().ToArray();
        var peer = NumpyPeer.Run(risk, stages, passes);
        var rows = ours.Select(timing => new RiskRow(timing.Method, timing.Milliseconds, null, null).Against(peer.TimeOf(timing))).ToArray();
        if (json)
        {
            Output.WriteJson(new
            {
                Clock = "wall time", Passes = passes, SomeRisk.Instruments, SomeRisk.Scenarios, Peer = new { peer.Python, peer.Numpy, peer.Error }, Rows = rows,
            });
            return ExitCode.Success;
        }

        Console.Out.WriteLine($"Milliseconds, wall time, median of {passes} passes; {SomeRisk.Instruments} instruments, {SomeRisk.Scenarios} scenarios");
        Output.WriteTable(
        [
            ["method", "ms", "peer ms", "ratio"],
            .. rows.Select(row => new[] { row.Method, Text(row.Milliseconds), Text(row.PeerMilliseconds), row.Ratio?.ToString("0.0", CultureInfo.InvariantCulture) ?? "-" }),
        ]);
        Console.Out.WriteLine(peer.Error ?? $"Peer: NumPy {peer.Numpy} on Python {peer.Python}");
        return ExitCode.Success;
    }

    private static string Text(double? milliseconds) => milliseconds?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-";
}
