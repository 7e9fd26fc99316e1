using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ballast.Silo.Tests.Architecture.Tidy;

/// <summary>Lists the names that a file declares.</summary>
internal static class DeclaredNames
{
    /// <summary>Names of types and delegates, nested ones included.</summary>
    internal static IEnumerable<SyntaxToken> Types(SourceFile file) => file.Nodes
        .Where(node => node is BaseTypeDeclarationSyntax and not ExtensionBlockDeclarationSyntax or DelegateDeclarationSyntax)
        .Select(node => ((MemberDeclarationSyntax)node).NameOf());

    /// <summary>Names of methods, local functions, properties, fields, events, enum members and records' parameters.</summary>
    internal static IEnumerable<SyntaxToken> Members(SourceFile file) => file.Nodes.SelectMany(Members);

    private static IEnumerable<SyntaxToken> Members(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => [method.Identifier],
        LocalFunctionStatementSyntax function => [function.Identifier],
        PropertyDeclarationSyntax property => [property.Identifier],
        EventDeclarationSyntax declared => [declared.Identifier],
        EnumMemberDeclarationSyntax member => [member.Identifier],
        BaseFieldDeclarationSyntax fields => fields.Declaration.Variables.Select(variable => variable.Identifier),
        RecordDeclarationSyntax { ParameterList: { } list } => list.Parameters.Select(parameter => parameter.Identifier),
        _ => [],
    };
}
