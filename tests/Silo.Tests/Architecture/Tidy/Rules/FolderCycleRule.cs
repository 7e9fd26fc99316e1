using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ballast.Silo.Tests.Architecture.Tidy.Rules;

/// <summary>
/// Holds that the first folders of Domain look one way. A folder looks at another when one of its files names the other's
/// namespace, in a using or in front of a type. Sub-folders count as their first folder; types in the root of Domain are for all.
/// </summary>
internal sealed partial class FolderCycleRule : ITidyRule
{
    /// <inheritdoc />
    public string Allowed => "the first folders of Domain do not look at each other in a circle";

    /// <inheritdoc />
    public IEnumerable<Offence> Find(SourceTree tree)
    {
        var looks = tree.Production.SelectMany(Looks).ToArray();
        var folders = looks.ToLookup(look => look.From, look => look.To);
        return from look in looks
               where LeadsTo(folders, look.To, look.From)
               group look by (look.From, look.To) into edge
               let first = edge.First()
               let files = edge.Select(look => look.Place.Path).Distinct().Count()
               select first.Place with { Problem = $"{edge.Key.From} looks at {edge.Key.To} ({files} files), which looks back{Way(folders, edge.Key)}" };
    }

    private static IEnumerable<(string From, string To, Offence Place)> Looks(SourceFile file)
    {
        if (Folder().Match(file.Path) is not { Success: true } folder)
        {
            return [];
        }

        return from name in file.Nodes.OfType<NameSyntax>().Select(node => (SyntaxNode)node).Concat(file.Nodes.OfType<MemberAccessExpressionSyntax>())
               let named = Namespace().Match(name.ToString())
               where named.Success && named.Groups[1].Value != folder.Groups[1].Value && name.Parent is not BaseNamespaceDeclarationSyntax
               select (folder.Groups[1].Value, named.Groups[1].Value, file.Offence(name, ""));
    }

    private static bool LeadsTo(ILookup<string, string> folders, string from, string to) => ShortestPath(folders, from, to) is not null;

    private static string Way(ILookup<string, string> folders, (string From, string To) edge) =>
        ShortestPath(folders, edge.To, edge.From) is { Count: > 2 } path ? $" by way of {string.Join(", ", path.Skip(1).SkipLast(1))}" : "";

    /// <summary>The shortest path from one folder to another, both included; null when there is none.</summary>
    private static IReadOnlyList<string>? ShortestPath(ILookup<string, string> folders, string from, string to)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { from };
        var paths = new Queue<IReadOnlyList<string>>([[from]]);
        while (paths.TryDequeue(out var path))
        {
            if (path[^1] == to)
            {
                return path;
            }

            foreach (var next in folders[path[^1]].Where(seen.Add))
            {
                paths.Enqueue([.. path, next]);
            }
        }

        return null;
    }

    [GeneratedRegex("^Domain/([^/]+)/")]
    private static partial Regex Folder();

    [GeneratedRegex(@"^(?:(?:global::)?Ballast\.)?Domain\.(\w+)$")]
    private static partial Regex Namespace();
}
