using Ballast.Silo.Tests.Architecture.Tidy.Rules;

namespace Ballast.Silo.Tests.Architecture.Tidy.Planted;

/// <summary>Things that are too long or too many, and such as are just small enough.</summary>
internal static class SizePlants
{
    internal static IEnumerable<Plant> All => [.. Files, .. Types, .. Members, .. Folders];

    private static IEnumerable<Plant> Files =>
    [
        Plant.Of(new FileLengthRule(), "a file of 451 lines", "Domain/Long.cs", Plant.Lines(451), "Domain/Long.cs: 451 lines"),
        Plant.Of(new FileLengthRule(), "a file of 450 lines", "Domain/Long.cs", Plant.Lines(450)),
        Plant.Of(new FileLengthRule(), "a long document", "docs/risk.md", Plant.Lines(451)),
    ];

    private static IEnumerable<Plant> Types =>
    [
        Plant.Of(new TypeLengthRule(), "a type of 301 lines", "Domain/Book.cs", $"// Why.\nclass Book\n{{{Plant.Lines(299)}}}", "Domain/Book.cs:2: Book has 301 lines"),
        Plant.Of(new TypeLengthRule(), "a type of 300 lines", "Domain/Book.cs", $"class Book\n{{{Plant.Lines(298)}}}"),
        new(new TypeLengthRule(), "a type of 302 lines in two partial files",
            SourceTree.Of(("Domain/Book.cs", Partial(152)), ("Domain/Book.Depth.cs", Partial(150))),
            ["Domain/Book.cs:2: Book has 302 lines in 2 files"]),
        new(new TypeLengthRule(), "types of one name but of other projects, namespaces and arities",
            SourceTree.Of(
                ("Domain/Book.cs", Partial(151)), ("Silo/Book.cs", Partial(151)), ("tests/A.Tests/Book.cs", Partial(151)), ("tests/B.Tests/Book.cs", Partial(151)),
                ("Domain/Other/Book.cs", Partial(151).Replace("namespace A", "namespace B", StringComparison.Ordinal)),
                ("Domain/BookOf.cs", Partial(151).Replace("Book", "Book<T>", StringComparison.Ordinal))),
            []),
        Plant.Of(new TypeLengthRule(), "a type that is long by those nested in it", "Domain/Book.cs",
            $"class Book\n{{\nclass Side\n{{{Plant.Lines(149)}}}\nclass Level\n{{{Plant.Lines(149)}}}\n}}", "Domain/Book.cs:1: Book has 305 lines"),
    ];

    private static IEnumerable<Plant> Members =>
    [
        Plant.Of(new MemberLengthRule(), "members of 61 lines", "Domain/Book.cs",
            $$"""
            class Book
            {
                Book()
                {{{Plant.Lines(59)}}}
                void Add()
                {{{Plant.Lines(59)}}}
                int Depth
                {
                    get
                    {{{Plant.Lines(59)}}}
                }
                int Width => {{Plant.Lines(60)}}1;
            }
            """,
            "Domain/Book.cs:3: the constructor of Book has 61 lines",
            "Domain/Book.cs:64: Add has 61 lines",
            "Domain/Book.cs:127: an accessor (get) has 61 lines",
            "Domain/Book.cs:189: Width has 61 lines"),
        Plant.Of(new MemberLengthRule(), "a local function of 61 lines counts in its method too", "tests/Silo.Tests/BookTests.cs",
            $$"""
            class BookTests
            {
                void Adds()
                {
                    void Check()
                    {{{Plant.Lines(59)}}}
                }
            }
            """,
            "tests/Silo.Tests/BookTests.cs:3: Adds has 64 lines",
            "tests/Silo.Tests/BookTests.cs:5: Check has 61 lines"),
        Plant.Of(new MemberLengthRule(), "a method of 60 lines with a comment above it", "Domain/Book.cs", $"class Book\n{{\n// Why.\nvoid Add()\n{{{Plant.Lines(58)}}}\n}}"),
    ];

    private static IEnumerable<Plant> Folders =>
    [
        new(new FolderWidthRule(), "a folder of 21 files", Folder(21), ["Domain/Risk/: 21 files"]),
        new(new FolderWidthRule(), "a folder of 20 files", Folder(20), []),
    ];

    /// <summary>A folder with some files beside documents and a sub-folder that do not count.</summary>
    private static SourceTree Folder(int files) => SourceTree.Of(
        [.. Enumerable.Range(0, files).Select(n => ($"Domain/Risk/File{n}.cs", "")), ("Domain/Risk/Methods/Other.cs", ""), ("Domain/Risk/README.md", "")]);

    private static string Partial(int lines) => $"namespace A;\npartial class Book\n{{{Plant.Lines(lines - 2)}}}";
}
