using Ballast.Silo.Tests.Architecture.Tidy.Rules;

namespace Ballast.Silo.Tests.Architecture.Tidy.Planted;

/// <summary>Literals that do and do not say what they decide.</summary>
internal static class BoolArgumentPlants
{
    private const string Declared =
        """
        class Book
        {
            internal Book(int depth, bool isThin) { }
            internal void Add(int level, bool isBid = false) { }
            internal static void Mark(this Book book, bool? isStale) { }
            internal void Log(int level) { }
        }
        record Level(bool IsBid);
        class Side(bool isBid) : Book(1, true);
        """;

    internal static IEnumerable<Plant> All =>
    [
        Calls("literals without names",
            """
            book.Add(1, true); book?.Add(1, false); Add(1, true); book.Mark(true); Book.Mark(book, false);
            Book b = new(1, true); var c = new Book(1, false); var l = new Level(true);
            """,
            "Domain/Book.cs:9: Book(1, true) does not name what is true",
            "Domain/Desk.cs:1: Add(1, true) does not name what is true",
            "Domain/Desk.cs:1: Add(1, false) does not name what is false",
            "Domain/Desk.cs:1: Add(1, true) does not name what is true",
            "Domain/Desk.cs:1: Mark(true) does not name what is true",
            "Domain/Desk.cs:1: Mark(book, false) does not name what is false",
            "Domain/Desk.cs:2: new(1, true) does not name what is true",
            "Domain/Desk.cs:2: Book(1, false) does not name what is false",
            "Domain/Desk.cs:2: Level(true) does not name what is true"),
        Calls("names, variables and calls of the framework",
            """
            book.Add(1, isBid: true); book.Add(1); book.Add(1, isBid); book.Add(1, !true); source.TrySetResult(true); book.Log(true);
            set.Add(true); book.Add(1, true, 2); Book b = new(1, isThin: true); Other o = new(true, 2);
            """,
            "Domain/Book.cs:9: Book(1, true) does not name what is true"),
        new(new BoolArgumentRule(), "literals in tests",
            SourceTree.Of(("Domain/Level.cs", "record Level(bool IsBid);"), ("tests/Domain.Tests/LevelTests.cs", "var level = new Level(true);")), []),
    ];

    private static Plant Calls(string because, string calls, params string[] expected) =>
        new(new BoolArgumentRule(), because, SourceTree.Of(("Domain/Book.cs", Declared), ("Domain/Desk.cs", calls)), expected);
}
