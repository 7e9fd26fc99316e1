using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ballast.Silo.Tests.Architecture.Tidy.Rules;

/// <summary>
/// Limits the parameters of methods, constructors, primary constructors of classes and structs, delegates, local functions
/// and indexers. A record's primary constructor is free: its parameters are the record's members.
/// </summary>
internal sealed class ParameterCountRule : ITidyRule
{
    private const int Most = 6;

    /// <inheritdoc />
    public string Allowed => $"a method, constructor, delegate or local function has at most {Most} parameters";

    /// <inheritdoc />
    public IEnumerable<Offence> Find(SourceTree tree) =>
        from file in tree.Code
        from list in file.Nodes.OfType<BaseParameterListSyntax>()
        where list.Parameters.Count > Most && NameOf(list.Parent!) is not null
        select file.Offence(list, $"{NameOf(list.Parent!)} has {list.Parameters.Count} parameters");

    private static string? NameOf(SyntaxNode owner) => owner switch
    {
        RecordDeclarationSyntax => null,
        TypeDeclarationSyntax type => $"the primary constructor of {type.Identifier.Text}",
        ConstructorDeclarationSyntax constructor => $"the constructor of {constructor.Identifier.Text}",
        MethodDeclarationSyntax method => method.Identifier.Text,
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        DelegateDeclarationSyntax type => $"the delegate {type.Identifier.Text}",
        IndexerDeclarationSyntax => "an indexer",
        _ => null,
    };
}
