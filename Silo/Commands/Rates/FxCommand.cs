using System.CommandLine;

namespace Ballast.Silo.Commands.Rates;

/// <summary>Commands that work on the FX rates of a store.</summary>
internal static class FxCommand
{
    internal static Command Create() => new("fx", "Mend the closed minutes of FX rates.") { FxRebuildCommand.Create() };
}
