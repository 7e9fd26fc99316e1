using System.CommandLine;
using Ballast.Benchmarks.Compare;
using Ballast.Benchmarks.Day;
using Ballast.Benchmarks.Fills;
using Ballast.Benchmarks.Growth;
using Ballast.Benchmarks.Load;
using Ballast.Benchmarks.Load.Processes;
using Ballast.Benchmarks.Market;
using Ballast.Benchmarks.Micro;
using Ballast.Benchmarks.Risk;
using Ballast.Silo.Commands;

var root = new RootCommand("Measures Ballast: its engine, a silo under market data, and durable fills. Build with -c Release.");
root.Subcommands.Add(MicroCommand.Create());
root.Subcommands.Add(MarketCommand.Create());
root.Subcommands.Add(RiskCommand.Create());
root.Subcommands.Add(LoadCommand.Create());
root.Subcommands.Add(CompareCommand.Create());
root.Subcommands.Add(DayCommand.Create());
root.Subcommands.Add(GrowthCommand.Create());
root.Subcommands.Add(ChildLoop.Command(SiloRole.Name, token => new SiloRole(token), role => role.Loop()));
root.Subcommands.Add(ChildLoop.Command(GeneratorRole.Name, _ => new GeneratorRole(), role => role.Loop()));
root.Subcommands.Add(ChildLoop.Command(WatcherRole.Name, token => new WatcherRole(token), role => role.Loop()));
root.Subcommands.Add(FillsCommand.Create());
root.Subcommands.Add(OpenFillsCommand.Create());
root.Subcommands.Add(Ballast.Benchmarks.Journals.JournalCommand.Create());

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        await Console.Error.WriteLineAsync($"benchmarks: {error.Message}");
    }

    await Console.Error.WriteLineAsync("benchmarks: --help shows what can be given.");
    return ExitCode.Usage;
}

return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false });
