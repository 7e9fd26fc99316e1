namespace Ballast.Silo.Tests.Architecture.Tidy.Rules;

/// <summary>
/// Bans words from the names of production types and members that stood for the field's own terms in early versions. A word is
/// a whole PascalCase word: <c>ToldFunding</c> and <c>_told</c> have the word Told, <c>Untold</c> has not. Union is banned
/// as the last word only. Names of parameters and local variables are free.
/// </summary>
internal sealed class DialectNameRule : ITidyRule
{
    private static readonly HashSet<string> Banned = new(StringComparer.Ordinal)
    {
        "Met", "Told", "Heard", "Taken", "Undecided", "Joint", "Reach", "Drain",
    };

    private const string BannedSuffix = "Union";

    /// <inheritdoc />
    public string Allowed => $"names of production types and members use standard terms, not {string.Join(", ", Banned)} or …{BannedSuffix}";

    /// <inheritdoc />
    public IEnumerable<Offence> Find(SourceTree tree) =>
        from file in tree.Production
        from name in DeclaredNames.Types(file).Concat(DeclaredNames.Members(file))
        let words = NameWords.Of(name.Text)
        where words.Any(Banned.Contains) || words is [.., BannedSuffix]
        select file.Offence(name, name.Text);
}
