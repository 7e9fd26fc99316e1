using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ballast.Silo.Tests.Architecture.Tidy;

/// <summary>What several rules ask of a piece of syntax.</summary>
internal static class SyntaxQuestions
{
    /// <summary>Files whose path ends so.</summary>
    internal static IEnumerable<SourceFile> OfKind(this IEnumerable<SourceFile> files, string ending) =>
        files.Where(file => file.Path.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>Lines from the first attribute or modifier to the closing brace; comments above do not count.</summary>
    internal static int LineCount(this SyntaxNode node)
    {
        var lines = node.SyntaxTree.GetLineSpan(node.Span);
        return lines.EndLinePosition.Line - lines.StartLinePosition.Line + 1;
    }

    /// <summary>A type's or delegate's name without type parameters; empty for an extension block, which has none.</summary>
    internal static SyntaxToken NameOf(this MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax declared => declared.Identifier,
        DelegateDeclarationSyntax declared => declared.Identifier,
        _ => throw new ArgumentException($"{type.Kind()} is no type", nameof(type)),
    };

    /// <summary>Number of type parameters.</summary>
    internal static int Arity(this MemberDeclarationSyntax type) => type switch
    {
        TypeDeclarationSyntax declared => declared.Arity,
        DelegateDeclarationSyntax declared => declared.Arity,
        _ => 0,
    };

    /// <summary>The namespace that a node lies in; empty for the global one.</summary>
    internal static string Namespace(this SyntaxNode node) =>
        string.Join('.', node.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().Reverse().Select(space => space.Name.ToString()));

    internal static bool Has(this MemberDeclarationSyntax member, SyntaxKind modifier) => member.Modifiers.Any(modifier);

    /// <summary>Whether a field can be seen in its type only, said or by default.</summary>
    internal static bool IsPrivate(this FieldDeclarationSyntax field) =>
        !field.Has(SyntaxKind.PublicKeyword) && !field.Has(SyntaxKind.InternalKeyword) && !field.Has(SyntaxKind.ProtectedKeyword);

    internal static bool IsComment(this SyntaxTrivia trivia) =>
        trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia;
}
