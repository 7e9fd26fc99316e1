using System.Text.RegularExpressions;

namespace Ballast.Silo.Tests.Architecture.Tidy.Rules;

/// <summary>Bans from production code what cannot be tested or is not done: the wall clock, sleeping and notes of missing work.</summary>
internal sealed partial class UnfinishedCodeRule : ITidyRule
{
    /// <inheritdoc />
    public string Allowed => "production code reads no wall clock, does not sleep and leaves nothing undone";

    /// <inheritdoc />
    public IEnumerable<Offence> Find(SourceTree tree) => tree.Production.SelectMany(file => file.Offences(Banned()));

    [GeneratedRegex(@"DateTime(?:Offset)?\.(?:Utc)?Now|Thread\.Sleep|NotImplementedException|\bTODO\b|\bFIXME\b")]
    private static partial Regex Banned();
}
