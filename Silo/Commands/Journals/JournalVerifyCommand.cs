using System.CommandLine;
using System.Globalization;
using Ballast.Domain.Instruments;
using Ballast.Grains.Inventory.Ledgers;
using Ballast.Silo.Journals;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ballast.Silo.Commands.Journals;

/// <summary>Checks every entry of journals and rebuilds all figures from the journal alone.</summary>
internal sealed class JournalVerifyCommand
{
    private readonly StoreOptions _store;
    private readonly JournalSelection _selection;

    private JournalVerifyCommand(Command command)
    {
        (_store, _selection) = (new(command), new(command));
        command.SetAction((parsed, token) => ExitCode.Of(() => Run(parsed, token)));
    }

    internal static Command Create()
    {
        var command = new Command("verify", "Check every journal entry, and compare checkpoints and snapshots with what the journal alone gives.");
        _ = new JournalVerifyCommand(command);
        return command;
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var store = await OpenedStore.Open(_store.DataDirectory(parsed), _store.Redis(parsed));
        var auditor = new JournalAuditor(store.Journals, NullLoggerFactory.Instance);
        var isIntact = true;
        foreach (var instrument in await _selection.Find(parsed, store))
        {
            var (snapshot, unreadable) = await FindSnapshot(store, instrument);
            var audit = await auditor.Audit(instrument, snapshot, cancellationToken);
            IReadOnlyList<string> faults = unreadable is null ? audit.Faults : [.. audit.Faults, unreadable];
            isIntact &= faults.Count == 0;
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{instrument}  {audit.Entries} entries  {audit.Events} events  {audit.Segments} segments  {audit.StateHash ?? "-"}  {(faults.Count == 0 ? "OK" : string.Join("; ", faults))}"));
        }

        return isIntact ? ExitCode.Success : ExitCode.DamagedJournal;
    }

    private static async Task<(InventorySnapshot? Snapshot, string? Fault)> FindSnapshot(OpenedStore store, InstrumentId instrument)
    {
        try
        {
            return (await store.States.FindSnapshot(instrument), null);
        }
        catch (Exception e) when (e is not (OperationCanceledException or StackExchange.Redis.RedisException))
        {
            return (null, $"{instrument}: the snapshot cannot be read: {e.Message}");
        }
    }
}
