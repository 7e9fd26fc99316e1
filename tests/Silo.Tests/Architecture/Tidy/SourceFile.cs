using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ballast.Silo.Tests.Architecture.Tidy;

/// <summary>One file of a tree.</summary>
internal sealed class SourceFile
{
    // Documentation is read as plain comments: no rule needs its structure, and parsing it takes time.
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview, DocumentationMode.None);

    /// <summary>Parses <paramref name="text"/> when it is C#.</summary>
    /// <param name="path">Path from the root with <c>/</c>.</param>
    /// <param name="text">The whole text.</param>
    internal SourceFile(string path, string text)
    {
        Path = path;
        Text = text;
        Nodes = path.EndsWith(".cs", StringComparison.Ordinal) ? [.. CSharpSyntaxTree.ParseText(text, Options, path).GetRoot().DescendantNodes()] : [];
    }

    /// <summary>Path from the root with <c>/</c>.</summary>
    internal string Path { get; }

    /// <summary>The whole text.</summary>
    internal string Text { get; }

    /// <summary>Every syntax node in the order of the text; empty unless the file is C#.</summary>
    internal IReadOnlyList<SyntaxNode> Nodes { get; }

    /// <summary>The file's name without its folder.</summary>
    internal string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The folder from the root; empty for a file in the root.</summary>
    internal string Folder => Path.LastIndexOf('/') is var slash and > 0 ? Path[..slash] : "";

    /// <summary>Whether users run this code: everything that is not below <c>tests</c>.</summary>
    internal bool IsProduction => !Path.StartsWith("tests/", StringComparison.Ordinal);

    /// <summary>Types and delegates that lie in no other type.</summary>
    internal IEnumerable<MemberDeclarationSyntax> TopLevelTypes => Nodes.OfType<MemberDeclarationSyntax>()
        .Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
            && node.Parent is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax);

    /// <summary>An offence on the line where <paramref name="place"/> begins.</summary>
    internal Offence Offence(SyntaxNodeOrToken place, string problem) =>
        new(Path, place.GetLocation()!.GetLineSpan().StartLinePosition.Line + 1, problem);

    /// <summary>An offence about the file as a whole.</summary>
    internal Offence Offence(string problem) => new(Path, null, problem);

    /// <summary>One offence for each match of <paramref name="pattern"/> in the text.</summary>
    internal IEnumerable<Offence> Offences(Regex pattern) =>
        pattern.Matches(Text).Select(match => new Offence(Path, LineAt(match.Index), match.Value.Trim()));

    private int LineAt(int index) => Text.AsSpan(0, index).Count('\n') + 1;
}
