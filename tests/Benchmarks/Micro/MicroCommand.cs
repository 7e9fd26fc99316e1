using System.CommandLine;
using Ballast.Silo.Commands;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Ballast.Benchmarks.Micro;

/// <summary>Runs the BenchmarkDotNet classes.</summary>
internal static class MicroCommand
{
    /// <summary>Names of recordings differ only at their ends.</summary>
    private const int NameWidth = 80;

    internal static Command Create()
    {
        var command = new Command(
            "bdn",
            "BenchmarkDotNet: one class per question. Takes its options, e.g. --filter '*OrderBookApply*' or --list flat; all classes without any.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction((parsed, _) => ExitCode.Of(() => Task.FromResult(Run([.. parsed.UnmatchedTokens]))));
        return command;
    }

    private static int Run(string[] options)
    {
        if (options.Length == 0)
        {
            options = ["--filter", "*"];
        }

        if (!options.Contains("--list"))
        {
            _ = Recording.Load(Recording.Names[0]);
        }

        // In this process: no project is generated and built for every run.
        var config = DefaultConfig.Instance.WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(NameWidth)).AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance).AsDefault());
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(options, config);
        return summaries.Any(summary => summary.HasCriticalValidationErrors) ? ExitCode.Failure : ExitCode.Success;
    }
}
