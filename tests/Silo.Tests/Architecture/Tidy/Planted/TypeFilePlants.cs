using Ballast.Silo.Tests.Architecture.Tidy.Rules;

namespace Ballast.Silo.Tests.Architecture.Tidy.Planted;

/// <summary>Types that are and are not found by their file's name.</summary>
internal static class TypeFilePlants
{
    private const string Path = "Domain/Book.cs";

    internal static IEnumerable<Plant> All =>
    [
        In(Path, "a file named for none of its types", "class Books; enum Side;",
            "Domain/Book.cs:1: Books is in a file named for none of its types", "Domain/Book.cs:1: Side is in a file named for none of its types"),
        In(Path, "a second class, struct and interface", "class Book { Level l; Depth d; ILevel i; }\nclass Level;\nstruct Depth;\ninterface ILevel;",
            "Domain/Book.cs:2: Level is a class and needs a file of its own",
            "Domain/Book.cs:3: Depth is a struct and needs a file of its own",
            "Domain/Book.cs:4: ILevel is a interface and needs a file of its own"),
        In(Path, "a companion that the owner does not mention", "class Book;\nrecord Level(Book Of);", "Domain/Book.cs:2: Level is not mentioned by the type that the file is named for"),
        In(Path, "a companion of 26 lines", $"class Book {{ Level l; }}\nrecord Level\n{{{Plant.Lines(24)}}}", "Domain/Book.cs:2: Level has 26 lines, too many for a companion"),
        In(Path, "small companions", $$"""
            class Book { Level l; Depth d; Side s; Change c; void Check() => throw new CrossedException(); }
            record Level
            {{{Plant.Lines(23)}}}
            record struct Depth;
            enum Side;
            delegate void Change();
            class CrossedException : Exception;
            """),
        In(Path, "generic and plain types of one name", "class Book; class Book<T>; class Book<T, U>;"),
        In("Domain/Book{T}.cs", "a generic type in a file with its type parameter", "class Book<T>;"),
        In("Domain/Book.Depth.cs", "a part of a partial type", "partial class Book { Level l; } record Level;"),
        In("Silo/Program.cs", "a file without types", "global using System;"),
    ];

    private static Plant In(string path, string because, string text, params string[] expected) => Plant.Of(new TypeFileRule(), because, path, text, expected);
}
