using System.CommandLine;

namespace Ballast.Silo.Commands.Samples;

/// <summary>Commands that work on the grid samples of a store.</summary>
internal static class SamplesCommand
{
    internal static Command Create() => new("samples", "Backfill and show the grid samples that risk is computed from.")
    {
        SamplesBackfillCommand.Create(),
        SamplesShowCommand.Create(),
    };
}
