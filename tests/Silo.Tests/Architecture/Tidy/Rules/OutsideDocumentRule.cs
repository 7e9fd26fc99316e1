using System.Text.RegularExpressions;

namespace Ballast.Silo.Tests.Architecture.Tidy.Rules;

/// <summary>
/// Holds that a clone needs no neighbour to be understood: no file cites a document that the repository does not hold. Banned
/// are the names of documents that once lay beside it, and every name of a Markdown file that is not in the tree.
/// A paper or a vendor's page is cited by title or address.
/// </summary>
internal sealed partial class OutsideDocumentRule : ITidyRule
{
    /// <inheritdoc />
    public string Allowed => "documents cited are in the repository, papers or addresses";

    /// <inheritdoc />
    public IEnumerable<Offence> Find(SourceTree tree)
    {
        var known = tree.Documents.Select(file => file.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return tree.Files.SelectMany(file => file.Offences(Neighbour()).Concat(UnknownDocuments(file, known)).DistinctBy(offence => offence.Line));
    }

    private static IEnumerable<Offence> UnknownDocuments(SourceFile file, HashSet<string> known) =>
        file.Text.Contains(".md", StringComparison.Ordinal)
            ? file.Offences(MarkdownFile()).Where(offence => !offence.Problem.Contains("://", StringComparison.Ordinal) && !known.Contains(offence.Problem))
            : [];

    // Brackets around single letters keep this file from matching itself.
    [GeneratedRegex(@"\bd[e]sign\s+§|\bd[e]sign\.md\b|\br[e]ference/[\w./-]*\.md\b|\bf[i]nance\.md\b|\.\./s[h]ared\b|\bs[h]ared/|\bs[h]ared\s+reference\b", RegexOptions.IgnoreCase)]
    private static partial Regex Neighbour();

    // An address is matched whole, so that the name at its end is not taken for a file of ours.
    [GeneratedRegex(@"(?:https?://\S*|(?<![\w.-])\w[\w.-]*)\.md\b")]
    private static partial Regex MarkdownFile();
}
