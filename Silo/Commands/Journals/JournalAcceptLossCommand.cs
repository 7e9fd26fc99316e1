using System.CommandLine;
using System.Globalization;
using Ballast.Domain.Instruments;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Ledgers.Losses;
using Ballast.Silo.Journals;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Silo.Commands.Journals;

/// <summary>Accepts that the store has lost the end of journals: tells what is lost, and removes the snapshots that report it.</summary>
internal sealed class JournalAcceptLossCommand
{
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only tell what is lost." };
    private readonly StoreOptions _store;
    private readonly JournalSelection _selection;

    private JournalAcceptLossCommand(Command command)
    {
        (_store, _selection) = (new(command), new(command));
        command.Options.Add(_dryRun);
        command.Validators.Add(result =>
        {
            if (!command.Options.Any(option => option.Name is "--instrument" or "--portfolio" && result.GetResult(option) is not null))
            {
                result.AddError("--instrument or --portfolio is required: a loss is accepted for named journals only.");
            }
        });
        command.SetAction((parsed, token) => ExitCode.Of(() => Run(parsed, token)));
    }

    internal static Command Create()
    {
        var command = new Command(
            "accept-loss",
            "Accept that the store has lost the end of a journal (LostTail): write the lost events as lines for import, and let snapshots be saved again.");
        _ = new JournalAcceptLossCommand(command);
        return command;
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var store = await OpenedStore.OpenAlone(_store.DataDirectory(parsed), _store.Redis(parsed), cancellationToken);
        await using var target = JournalExport.Buffered(Console.OpenStandardOutput());
        await using var lines = new JournalExport(target, portfolio: null);
        var isClean = true;
        foreach (var instrument in await _selection.Find(parsed, store))
        {
            isClean &= await Accept(store, instrument, lines, parsed.GetValue(_dryRun), cancellationToken);
        }

        return isClean ? ExitCode.Success : ExitCode.DamagedJournal;
    }

    /// <summary>Accepts the loss of one journal. Returns whether nothing remains to be done.</summary>
    private static async Task<bool> Accept(
        OpenedStore store, InstrumentId instrument, JournalExport lines, bool isDry, CancellationToken cancellationToken)
    {
        if (await store.States.FindSnapshot(instrument) is not { Position.Number: > 0 } snapshot
            || await new LossFinder(store.Journals, NullLoggerFactory.Instance).Find(instrument, snapshot, cancellationToken) is not { } loss)
        {
            await Console.Error.WriteLineAsync($"{instrument}: nothing is lost");
            return true;
        }

        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{instrument}: the snapshot covers {loss.Covered} entries, the journal has {loss.Kept}: {loss.Events.Count} lost events are written as lines, {loss.Folded} older ones are known only as sums"));
        foreach (var position in loss.Positions)
        {
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{instrument}: portfolio {position.Portfolio}, account {position.Account}: {position.Before} becomes {position.After}"));
        }

        await lines.Write(loss.Events, cancellationToken);
        if (isDry)
        {
            return false;
        }

        var isAccepted = await store.States.RemoveSnapshot(instrument, snapshot);
        await Console.Error.WriteLineAsync(isAccepted
            ? $"{instrument}: the loss is accepted; the next activation reads the journal alone and saves snapshots again"
            : $"ballast: {instrument}: the snapshot was saved anew meanwhile, so nothing was changed");
        return isAccepted;
    }
}
