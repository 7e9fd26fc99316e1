using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ballast.Silo.Tests.Architecture.Tidy.Rules;

/// <summary>
/// Bans words that say nothing from the names of types and files. Some are banned everywhere, some in production code
/// only, where test data is not at home. <c>Base</c> is banned as the last word of a class that others derive from: one that is
/// abstract, or that some class in production code names as its base.
/// </summary>
internal sealed class EmptyNameRule : ITidyRule
{
    private static readonly HashSet<string> Everywhere = new(StringComparer.Ordinal)
    {
        "Manager", "Managers", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Processor", "Processors", "Impl", "Impls",
    };

    private static readonly HashSet<string> InProduction = new(StringComparer.Ordinal) { "Data", "Info", "Infos", "Common" };

    /// <inheritdoc />
    public string Allowed =>
        "no type or file is called Manager, Helper, Util, Utility, Processor or Impl, nor in production code Data, Info, Common or …Base";

    /// <inheritdoc />
    public IEnumerable<Offence> Find(SourceTree tree)
    {
        var files = from file in tree.Code
                    from word in Banned(file, file.Name[..^".cs".Length])
                    select file.Offence($"the file's name has the word {word}");
        var types = from file in tree.Code
                    from name in DeclaredNames.Types(file)
                    from word in Banned(file, name.Text)
                    select file.Offence(name, $"{name.Text} has the word {word}");
        return files.Concat(types).Concat(BaseClasses(tree));
    }

    private static IEnumerable<string> Banned(SourceFile file, string name) =>
        NameWords.Of(name).Where(word => Everywhere.Contains(word) || (file.IsProduction && InProduction.Contains(word)));

    private static IEnumerable<Offence> BaseClasses(SourceTree tree)
    {
        var derivedFrom = tree.Production.SelectMany(file => file.Nodes).OfType<BaseTypeSyntax>()
            .Select(type => CalledName.Of(type.Type))
            .ToHashSet(StringComparer.Ordinal);
        return from file in tree.Production
               from type in file.Nodes.OfType<TypeDeclarationSyntax>()
               where type is ClassDeclarationSyntax or RecordDeclarationSyntax
                   && NameWords.Of(type.Identifier.Text) is [.., "Base"]
                   && (type.Has(SyntaxKind.AbstractKeyword) || derivedFrom.Contains(type.Identifier.Text))
               select file.Offence(type.Identifier, $"{type.Identifier.Text} is called a base class, not what it is");
    }
}
