using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Ballast.Silo.Tests.Architecture.Tidy.Rules;

/// <summary>
/// Limits the lines of a type over all its partial files. A nested type counts as part of the type around it and not by
/// itself. Two partial declarations are of one type when project, namespace, name and number of type parameters agree. The
/// offence is reported at the longest part.
/// </summary>
internal sealed class TypeLengthRule : ITidyRule
{
    private const int Most = 300;

    /// <inheritdoc />
    public string Allowed => $"a type has at most {Most} lines over all its partial files";

    /// <inheritdoc />
    public IEnumerable<Offence> Find(SourceTree tree) =>
        from file in tree.Code
        from type in file.TopLevelTypes
        group (File: file, Type: type, Lines: type.LineCount()) by Identity(file, type) into parts
        let lines = parts.Sum(part => part.Lines)
        where lines > Most
        let longest = parts.MaxBy(part => part.Lines)
        let files = parts.Select(part => part.File).Distinct().Count()
        select longest.File.Offence(longest.Type.NameOf(), $"{longest.Type.NameOf().Text} has {lines} lines{(files > 1 ? $" in {files} files" : "")}");

    private static (string, string, string, int) Identity(SourceFile file, MemberDeclarationSyntax type) =>
        (Project(file), type.Namespace(), type.NameOf().Text, type.Arity());

    private static string Project(SourceFile file)
    {
        var folders = file.Folder.Split('/');
        return folders[0] == "tests" && folders.Length > 1 ? folders[1] : folders[0];
    }
}
