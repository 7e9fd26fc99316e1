using System.CommandLine;
using Ballast.Silo.Commands;

namespace Ballast.Benchmarks.Day;

/// <summary>A day of book updates from datasets through a whole silo.</summary>
internal static class DayCommand
{
    internal static Command Create()
    {
        var updates = new Option<long>("--updates") { Description = "Least number of level updates.", DefaultValueFactory = _ => 200_000_000 };
        updates.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long>() < 1)
            {
                result.AddError("--updates must be at least 1.");
            }
        });
        var json = new Option<bool>("--json") { Description = "Print JSON in place of text." };
        var command = new Command(
            "day",
            "Replays the incremental_book_L2 datasets again and again, with later times, through feed, streams, books, inventories and a portfolio of a silo in this "
            + "process, until there were as many level updates as wanted; then compares every book with a plain one to which the same events were applied.")
        {
            updates, json,
        };
        command.SetAction((parsed, token) => ExitCode.Of(async () =>
        {
            var report = await new DayRun(parsed.GetValue(updates)).Run(token);
            if (parsed.GetValue(json))
            {
                Output.WriteJson(report);
            }
            else
            {
                foreach (var line in report.Lines())
                {
                    await Console.Out.WriteLineAsync(line);
                }
            }

            return report.Differences.Count == 0 ? ExitCode.Success : ExitCode.Failure;
        }));
        return command;
    }
}
