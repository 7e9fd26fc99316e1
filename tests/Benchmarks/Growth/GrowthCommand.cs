using System.CommandLine;
using Ballast.Silo.Commands;

namespace Ballast.Benchmarks.Growth;

/// <summary>How cost grows with instruments, portfolios and silos, what a quiet instrument takes, and how long a start takes.</summary>
internal static class GrowthCommand
{
    private static readonly string[] Parts = ["instruments", "portfolios", "silos", "memory", "start-up"];

    internal static Command Create()
    {
        var part = new Option<string[]>("--part") { Description = $"Only this part; may be repeated: {string.Join(", ", Parts)}." };
        part.AcceptOnlyFromAmong(Parts);
        var rate = Numbers.Option("--rate", 10_000, "Messages a second, over all instruments; a tenth of it on the one instrument of many portfolios.");
        var seconds = Numbers.Option("--seconds", 5, "Length of each measured part.");
        var warm = Numbers.Option("--warm-up", 15, "Seconds before each.");
        var instruments = Numbers.Option("--instruments", 10_000, "Most instruments: rows have 10, 100 and so on up to this; memory and start-up have it.");
        var portfolios = Numbers.Option("--portfolios", 1_000, "Most portfolios: rows have 1, 10 and so on up to this.");
        var silos = Numbers.Option("--silos", 3, "Most silos: rows have 1, 2 and so on up to this.");
        var pin = new Option<bool>("--pin") { Description = "Keep each silo on one core, with taskset." };
        var find = new Option<double?>("--find") { Description = "For silos: search for the highest rate with a 99th percentile below this many milliseconds." };
        var levels = Numbers.Option("--levels", 200, "Levels a side of the books of memory.");
        var fills = Numbers.Option("--fills", 1_000_000, "Fills in the journals of start-up.");
        var json = new Option<bool>("--json") { Description = "Print JSON in place of text." };
        var command = new Command(
            "growth",
            "Measures what a batch costs the silo with more and more instruments at one total rate, with more and more portfolios on one instrument, and on more silos; "
            + "the memory of a quiet instrument; and a start with long journals. Each in processes of its own, with messages from memory.")
        {
            part, rate, seconds, warm, instruments, portfolios, silos, pin, find, levels, fills, json,
        };
        command.SetAction((parsed, token) => ExitCode.Of(() => Run(
            new()
            {
                Parts = parsed.GetValue(part) is { Length: > 0 } given ? given : Parts,
                Rate = parsed.GetValue(rate),
                Seconds = parsed.GetValue(seconds),
                WarmSeconds = parsed.GetValue(warm),
                Instruments = parsed.GetValue(instruments),
                Portfolios = parsed.GetValue(portfolios),
                Silos = parsed.GetValue(silos),
                IsPinned = parsed.GetValue(pin),
                Find = parsed.GetValue(find),
                Levels = parsed.GetValue(levels),
                Fills = parsed.GetValue(fills),
            },
            parsed.GetValue(json),
            token)));
        return command;
    }

    private static async Task<int> Run(GrowthSettings settings, bool json, CancellationToken cancellationToken)
    {
        var growth = new LoadGrowth(settings);
        var report = new GrowthReport(
            await Part("instruments", () => growth.Instruments(cancellationToken)),
            await Part("portfolios", () => growth.Portfolios(cancellationToken)),
            await Part("silos", () => growth.Silos(cancellationToken)),
            await Part("memory", () => QuietMemory.Measure(settings, cancellationToken)),
            await Part("start-up", () => StartUp.Measure(settings, cancellationToken)));
        if (json)
        {
            Output.WriteJson(report);
        }
        else
        {
            report.Write();
        }

        return report.IsWhole ? ExitCode.Success : ExitCode.Failure;

        async Task<T[]?> Part<T>(string name, Func<Task<T[]>> measure) => settings.Parts.Contains(name) ? await measure() : null;
    }
}
