namespace Ballast.Silo.Tests.Architecture.Tidy.Planted;

/// <summary>A small tree that breaks a rule, or just does not, and the offences that the rule must report.</summary>
/// <param name="Rule">The rule under test.</param>
/// <param name="Case">What is special about the tree; unique among all plants.</param>
/// <param name="Tree">The tree.</param>
/// <param name="Expected">The offences as text; none when the tree is innocent.</param>
internal sealed record Plant(ITidyRule Rule, string Case, SourceTree Tree, string[] Expected)
{
    /// <summary>A tree of one file that holds <paramref name="text"/>.</summary>
    internal static Plant Of(ITidyRule rule, string because, string path, string text, params string[] expected) =>
        new(rule, because, SourceTree.Of((path, text)), expected);

    /// <summary>So many lines, each ended, that say nothing.</summary>
    internal static string Lines(int count) => string.Concat(Enumerable.Repeat("\n", count));
}
