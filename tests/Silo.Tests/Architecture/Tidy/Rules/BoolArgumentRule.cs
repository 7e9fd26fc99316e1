using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ballast.Silo.Tests.Architecture.Tidy.Rules;

/// <summary>
/// Holds that a reader of a call in production code sees what a <c>true</c> or <c>false</c> decides. The literal must carry its
/// parameter's name when production code declares a method, local function, delegate or constructor (a record's too) of the
/// called name that has a <c>bool</c> parameter at the literal's position and room for all arguments.
/// Types are not resolved: <c>new(…)</c> stands for every constructor, and calls into the framework count only when one of our
/// own methods has that name and shape. An enum in place of the parameter says more than a name in the call.
/// </summary>
internal sealed class BoolArgumentRule : ITidyRule
{
    /// <summary>Stands for a constructor whose type the call leaves to the compiler.</summary>
    private const string SomeConstructor = "new";

    /// <inheritdoc />
    public string Allowed => "a literal true or false is passed by name, or better as an enum";

    /// <inheritdoc />
    public IEnumerable<Offence> Find(SourceTree tree)
    {
        var callables = tree.Production.SelectMany(file => file.Nodes).SelectMany(Declared).ToLookup(callable => callable.Name, StringComparer.Ordinal);
        return from file in tree.Production
               from list in file.Nodes.OfType<ArgumentListSyntax>()
               let name = CalledBy(list.Parent!)
               let arguments = list.Arguments
               from index in Enumerable.Range(0, arguments.Count)
               where IsBareLiteral(arguments[index]) && callables[name].Any(callable => callable.TakesBoolAt(index, arguments.Count))
               select file.Offence(arguments[index], $"{name}({arguments}) does not name what is {arguments[index]}");
    }

    private static bool IsBareLiteral(ArgumentSyntax argument) =>
        argument.NameColon is null && argument.Expression.Kind() is SyntaxKind.TrueLiteralExpression or SyntaxKind.FalseLiteralExpression;

    private static string CalledBy(SyntaxNode call) => call switch
    {
        InvocationExpressionSyntax invocation => CalledName.Of(invocation.Expression),
        ObjectCreationExpressionSyntax creation => CalledName.Of(creation.Type),
        PrimaryConstructorBaseTypeSyntax creation => CalledName.Of(creation.Type),
        ImplicitObjectCreationExpressionSyntax or ConstructorInitializerSyntax => SomeConstructor,
        _ => "",
    };

    private static IEnumerable<Callable> Declared(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => [new(method.Identifier.Text, method.ParameterList)],
        LocalFunctionStatementSyntax function => [new(function.Identifier.Text, function.ParameterList)],
        DelegateDeclarationSyntax type => [new(type.Identifier.Text, type.ParameterList)],
        ConstructorDeclarationSyntax constructor => Constructor(constructor.Identifier.Text, constructor.ParameterList),
        ExtensionBlockDeclarationSyntax => [],
        TypeDeclarationSyntax { ParameterList: { } parameters } type => Constructor(type.Identifier.Text, parameters),
        _ => [],
    };

    private static IEnumerable<Callable> Constructor(string type, ParameterListSyntax parameters) =>
        [new(type, parameters), new(SomeConstructor, parameters)];

    /// <summary>Something that production code declares and may call.</summary>
    private sealed record Callable(string Name, ParameterListSyntax List)
    {
        /// <summary>An extension method is called with or without its first parameter among the arguments.</summary>
        internal bool TakesBoolAt(int index, int count) =>
            Fits(index, count) || (List.Parameters is [var first, ..] && first.Modifiers.Any(SyntaxKind.ThisKeyword) && Fits(index + 1, count + 1));

        private bool Fits(int index, int count) =>
            count <= List.Parameters.Count && List.Parameters[index].Type?.ToString() is "bool" or "bool?";
    }
}
