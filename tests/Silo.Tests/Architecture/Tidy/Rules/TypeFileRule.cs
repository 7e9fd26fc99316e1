using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ballast.Silo.Tests.Architecture.Tidy.Rules;

/// <summary>
/// Holds that a top-level type is found by its file's name. The file's name is the type's name, without type parameters, up
/// to the first dot, brace or backtick: <c>Book.cs</c>, <c>Book.Depth.cs</c> and <c>Book{T}.cs</c> hold <c>Book</c> and
/// <c>Book&lt;T&gt;</c>.
/// A companion may share the file of another type. It is a record, record struct, enum, delegate or exception of at most
/// 25 lines (its documentation not counted), and the type that the file is named for mentions it, in that same file.
/// </summary>
internal sealed class TypeFileRule : ITidyRule
{
    private const int MaxLinesOfCompanion = 25;

    /// <inheritdoc />
    public string Allowed => "a type is in a file of its name, or is a small companion of the type that the file is named for";

    /// <inheritdoc />
    public IEnumerable<Offence> Find(SourceTree tree) => tree.Code.SelectMany(Find);

    private static IEnumerable<Offence> Find(SourceFile file)
    {
        var name = file.Name[..file.Name.IndexOfAny(['.', '{', '`'])];
        var types = file.TopLevelTypes.ToLookup(type => type.NameOf().Text == name);
        var mentioned = types[true].SelectMany(type => type.DescendantTokens())
            .Where(token => token.IsKind(SyntaxKind.IdentifierToken))
            .Select(token => token.Text)
            .ToHashSet(StringComparer.Ordinal);
        return types[false]
            .Select(type => (Name: type.NameOf(), Problem: Problem(type, hasOwner: types[true].Any(), mentioned)))
            .Where(found => found.Problem is not null)
            .Select(found => file.Offence(found.Name, $"{found.Name.Text} {found.Problem}"));
    }

    private static string? Problem(MemberDeclarationSyntax type, bool hasOwner, HashSet<string> mentioned) =>
        !hasOwner ? "is in a file named for none of its types"
        : !IsCompanion(type) ? $"is a {Kind(type)} and needs a file of its own"
        : type.LineCount() is > MaxLinesOfCompanion and var lines ? $"has {lines} lines, too many for a companion"
        : !mentioned.Contains(type.NameOf().Text) ? "is not mentioned by the type that the file is named for"
        : null;

    private static bool IsCompanion(MemberDeclarationSyntax type) =>
        type is RecordDeclarationSyntax or EnumDeclarationSyntax or DelegateDeclarationSyntax
        || type.NameOf().Text.EndsWith("Exception", StringComparison.Ordinal);

    private static string Kind(MemberDeclarationSyntax type) => type is TypeDeclarationSyntax declared ? declared.Keyword.Text : type.Kind().ToString();
}
