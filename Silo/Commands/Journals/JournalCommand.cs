using System.CommandLine;

namespace Ballast.Silo.Commands.Journals;

/// <summary>Commands that work on journals.</summary>
internal static class JournalCommand
{
    internal static Command Create() => new("journal", "Verify, export and import the journals of a store, and accept a loss.")
    {
        JournalVerifyCommand.Create(),
        JournalExportCommand.Create(),
        JournalImportCommand.Create(),
        JournalAcceptLossCommand.Create(),
    };
}
