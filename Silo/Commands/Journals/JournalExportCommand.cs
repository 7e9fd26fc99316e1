using System.CommandLine;
using Ballast.Domain.Instruments;
using Ballast.Grains.Journaling;
using Ballast.Silo.Journals;

namespace Ballast.Silo.Commands.Journals;

/// <summary>Writes the events of journals, one JSON object per line.</summary>
internal sealed class JournalExportCommand
{
    private readonly Option<string?> _to = new("--to") { Description = "File to write, which must not exist; standard output when not given." };
    private readonly StoreOptions _store;
    private readonly JournalSelection _selection;

    private JournalExportCommand(Command command)
    {
        (_store, _selection) = (new(command), new(command));
        command.Options.Add(_to);
        command.SetAction((parsed, token) => ExitCode.Of(() => Run(parsed, token)));
    }

    internal static Command Create()
    {
        var command = new Command("export", "Write every event of the journals as one JSON object per line.");
        _ = new JournalExportCommand(command);
        return command;
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var store = await OpenedStore.Open(_store.DataDirectory(parsed), _store.Redis(parsed));
        var instruments = await _selection.Find(parsed, store);
        await using var target = JournalExport.Buffered(Open(parsed.GetValue(_to)));
        await using var export = new JournalExport(target, _selection.Portfolio(parsed));
        var isIntact = true;
        foreach (var instrument in instruments)
        {
            try
            {
                var first = await export.Write(store.Journals, instrument, cancellationToken);
                if (first > 0)
                {
                    await Console.Error.WriteLineAsync($"ballast: {instrument}: events before entry {first} are only in a checkpoint and are not exported");
                }
            }
            catch (JournalDamagedException e)
            {
                isIntact = false;
                await Console.Error.WriteLineAsync($"ballast: {e.Message}; later events are not exported");
            }
        }

        await Console.Error.WriteLineAsync($"{export.Count} events of {instruments.Count} instruments exported");
        return isIntact ? ExitCode.Success : ExitCode.DamagedJournal;
    }

    private static Stream Open(string? path)
    {
        if (path is null)
        {
            return Console.OpenStandardOutput();
        }

        try
        {
            return new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"--to '{path}' cannot be written: {e.Message}", e) { IsUsage = true };
        }
    }
}
