using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ballast.Silo.Tests.Architecture.Tidy.Rules;

/// <summary>
/// Holds that a type's namespace is <c>Ballast</c> followed by its folders, without a leading <c>tests</c>. Two kinds of
/// types may differ:
/// <list type="bullet">
/// <item>an interface in the project Grains.Interfaces may be in <c>Ballast.Grains.Interfaces</c> whatever its folder,
/// so that moving a contract's file does not rename the contract;</item>
/// <item>a static class whose name ends with <c>Extensions</c> may be in the namespace of the builder that it extends, one of
/// those below, so that its users need no using.</item>
/// </list>
/// </summary>
internal sealed class NamespaceRule : ITidyRule
{
    private const string Contracts = "Grains.Interfaces";

    private static readonly string[] BuilderNamespaces =
        ["Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Orleans.Hosting", "Microsoft.AspNetCore.Builder"];

    /// <inheritdoc />
    public string Allowed => "a namespace is Ballast.<Project>.<Folders>";

    /// <inheritdoc />
    public IEnumerable<Offence> Find(SourceTree tree) =>
        from file in tree.Code
        let expected = Expected(file.Folder)
        from type in file.TopLevelTypes
        let actual = type.Namespace()
        where actual != expected && !IsContract(file, type, actual) && !IsRegistration(type, actual)
        select file.Offence(type.NameOf(), $"{type.NameOf().Text} is in {(actual.Length > 0 ? actual : "no namespace")}, not in {expected}");

    private static string Expected(string folder)
    {
        var below = folder.StartsWith("tests/", StringComparison.Ordinal) ? folder["tests/".Length..] : folder;
        return below.Length == 0 ? "Ballast" : $"Ballast.{below.Replace('/', '.')}";
    }

    private static bool IsContract(SourceFile file, MemberDeclarationSyntax type, string actual) =>
        type is InterfaceDeclarationSyntax
        && actual == $"Ballast.{Contracts}"
        && file.Path.StartsWith($"{Contracts}/", StringComparison.Ordinal);

    private static bool IsRegistration(MemberDeclarationSyntax type, string actual) =>
        type is ClassDeclarationSyntax registration
        && registration.Has(SyntaxKind.StaticKeyword)
        && registration.Identifier.Text.EndsWith("Extensions", StringComparison.Ordinal)
        && BuilderNamespaces.Contains(actual);
}
