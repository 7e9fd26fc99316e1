using System.CommandLine;
using Ballast.Benchmarks.Load.Processes;
using Ballast.Silo;
using Ballast.Silo.Commands;

namespace Ballast.Benchmarks.Load;

/// <summary>Latency from a tick to the portfolio at a fixed rate, and what a tick costs the silo.</summary>
internal static class LoadCommand
{
    internal static Command Create()
    {
        var options = new LoadOptions();
        var command = new Command(
            "load",
            "Starts silo, generator and watcher as processes, publishes 11-level book changes at a fixed rate, holds a position in every instrument and measures the time "
            + "from a tick's intended publication until the watched portfolio shows a mark at least as new, and what a message costs the silo's process.");
        options.AddTo(command);
        command.SetAction((parsed, token) => ExitCode.Of(() => parsed.GetValue(options.Find) is { } limit
            ? Find(new(options.Read(parsed), limit, parsed.GetValue(options.Most)), options.Read(parsed), parsed.GetValue(options.Json), token)
            : Run(options.Read(parsed), parsed.GetValue(options.Json), token)));
        return command;
    }

    private static async Task<int> Run(LoadSettings settings, bool json, CancellationToken cancellationToken)
    {
        Check(settings);
        var report = settings.InProcess ? await new LoadRun(settings).Run(cancellationToken) : await Measure(settings, cancellationToken);
        if (json)
        {
            Output.WriteJson(LoadRow.Of(report));
        }
        else
        {
            foreach (var line in LoadText.Lines(report))
            {
                await Console.Out.WriteLineAsync(line);
            }
        }

        return report.IsWhole ? ExitCode.Success : ExitCode.Failure;
    }

    private static async Task<int> Find(HighestRate search, LoadSettings settings, bool json, CancellationToken cancellationToken)
    {
        await using var _ = search;
        Check(settings);
        if (settings.InProcess)
        {
            throw new StartupException("--find needs processes of their own; leave out --in-process.") { IsUsage = true };
        }

        var found = await search.Search(cancellationToken);
        if (json)
        {
            Output.WriteJson(found.Rows());
        }
        else
        {
            found.Write();
        }

        return found.Best is null ? ExitCode.Failure : ExitCode.Success;
    }

    private static void Check(LoadSettings settings)
    {
        if (settings is { Silos: > 1, WithCeiling: true } or { Silos: > 1, WithStages: true } or { Silos: > 1, InProcess: true })
        {
            throw new StartupException("--ceiling, --stages and --in-process are for one silo; leave out --silos.") { IsUsage = true };
        }

        if (settings is { InProcess: true, WithStages: true })
        {
            throw new StartupException("--stages needs processes of their own; leave out --in-process.") { IsUsage = true };
        }
    }

    private static async Task<LoadReport> Measure(LoadSettings settings, CancellationToken cancellationToken)
    {
        await using var processes = await LoadProcesses.Start(settings, cancellationToken);
        var report = await processes.Measure(settings, cancellationToken);
        return settings.WithCeiling && report.Fault is null
            ? report with { Ceiling = await processes.Ceiling(settings, cancellationToken) }
            : report;
    }
}
