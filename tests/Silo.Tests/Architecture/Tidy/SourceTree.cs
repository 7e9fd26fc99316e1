namespace Ballast.Silo.Tests.Architecture.Tidy;

/// <summary>The files that rules look at, each read and parsed once for all rules.</summary>
internal sealed class SourceTree
{
    /// <summary>Endings of the files that people write; a file without an ending is a script or a licence.</summary>
    private static readonly string[] TextEndings =
    [
        "", ".cs", ".csproj", ".props", ".targets", ".slnx", ".json", ".md", ".txt", ".yml", ".yaml", ".html", ".css", ".js",
        ".mjs", ".svg", ".py", ".sh", ".editorconfig", ".gitignore", ".gitattributes", ".dockerignore",
    ];

    private static readonly Lazy<SourceTree> Built = new(() => new(
        Architecture.Repository.Files(".", TextEndings).AsParallel().AsOrdered()
            .Select(path => new SourceFile(path, Architecture.Repository.Read(path)))));

    private SourceTree(IEnumerable<SourceFile> files)
    {
        Files = [.. files];
        Code = [.. Files.OfKind(".cs")];
        Production = [.. Code.Where(file => file.IsProduction)];
        Documents = [.. Files.OfKind(".md")];
    }

    /// <summary>The repository that these tests were built from.</summary>
    internal static SourceTree Repository => Built.Value;

    /// <summary>Every text file, ordered by path.</summary>
    internal IReadOnlyList<SourceFile> Files { get; }

    /// <summary>The C# files.</summary>
    internal IReadOnlyList<SourceFile> Code { get; }

    /// <summary>The C# files that are no tests.</summary>
    internal IReadOnlyList<SourceFile> Production { get; }

    /// <summary>The Markdown files.</summary>
    internal IReadOnlyList<SourceFile> Documents { get; }

    /// <summary>A tree made up for a test.</summary>
    internal static SourceTree Of(params (string Path, string Text)[] files) =>
        new(files.OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => new SourceFile(file.Path, file.Text)));
}
