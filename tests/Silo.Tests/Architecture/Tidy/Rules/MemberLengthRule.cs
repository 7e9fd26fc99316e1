using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ballast.Silo.Tests.Architecture.Tidy.Rules;

/// <summary>
/// Limits the lines of whatever has a body: methods, constructors, operators, accessors, local functions, and properties or
/// indexers written as one expression. Local functions and lambdas also count as part of the member around them.
/// </summary>
internal sealed class MemberLengthRule : ITidyRule
{
    private const int Most = 60;

    /// <inheritdoc />
    public string Allowed => $"a method, constructor, accessor or local function has at most {Most} lines";

    /// <inheritdoc />
    public IEnumerable<Offence> Find(SourceTree tree) =>
        from file in tree.Code
        from node in file.Nodes
        let name = NameOf(node)
        where name is not null
        let lines = node.LineCount()
        where lines > Most
        select file.Offence(node, $"{name} has {lines} lines");

    private static string? NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => $"the constructor of {constructor.Identifier.Text}",
        DestructorDeclarationSyntax destructor => $"~{destructor.Identifier.Text}",
        BaseMethodDeclarationSyntax => "an operator",
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        AccessorDeclarationSyntax accessor => $"an accessor ({accessor.Keyword.Text})",
        PropertyDeclarationSyntax { ExpressionBody: not null } property => property.Identifier.Text,
        IndexerDeclarationSyntax { ExpressionBody: not null } => "an indexer",
        _ => null,
    };
}
