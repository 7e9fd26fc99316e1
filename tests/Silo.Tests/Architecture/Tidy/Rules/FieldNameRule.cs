using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ballast.Silo.Tests.Architecture.Tidy.Rules;

/// <summary>
/// Holds one way to name private fields: an underscore and camelCase for what an object or a type keeps, PascalCase for constants and
/// static readonly fields. The build holds the same by the naming rules of <c>.editorconfig</c>.
/// </summary>
internal sealed partial class FieldNameRule : ITidyRule
{
    /// <inheritdoc />
    public string Allowed => "a private field is _camelCase; a constant or static readonly one is PascalCase";

    /// <inheritdoc />
    public IEnumerable<Offence> Find(SourceTree tree) =>
        from file in tree.Code
        from field in file.Nodes.OfType<FieldDeclarationSyntax>()
        where field.IsPrivate()
        let pattern = IsFixed(field) ? PascalCase() : CamelCase()
        from variable in field.Declaration.Variables
        where !pattern.IsMatch(variable.Identifier.Text)
        select file.Offence(variable, variable.Identifier.Text);

    private static bool IsFixed(FieldDeclarationSyntax field) =>
        field.Has(SyntaxKind.ConstKeyword) || (field.Has(SyntaxKind.StaticKeyword) && field.Has(SyntaxKind.ReadOnlyKeyword));

    [GeneratedRegex("^_[a-z][A-Za-z0-9]*$")]
    private static partial Regex CamelCase();

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*$")]
    private static partial Regex PascalCase();
}
