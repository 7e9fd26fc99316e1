using System.Text.RegularExpressions;

namespace Ballast.Silo.Tests.Architecture.Tidy.Rules;

/// <summary>Bans paths that exist on one person's machine only.</summary>
internal sealed partial class MachinePathRule : ITidyRule
{
    /// <inheritdoc />
    public string Allowed => "no file names a place on somebody's machine";

    /// <inheritdoc />
    public IEnumerable<Offence> Find(SourceTree tree) => tree.Files.SelectMany(file => file.Offences(MachinePath()));

    // Brackets around single letters keep this file from matching itself.
    [GeneratedRegex(@"/(w[o]rk|r[o]ot|U[s]ers|h[o]me/[a-z]+)/|\b[A-Z]:\\U[s]ers\\")]
    private static partial Regex MachinePath();
}
