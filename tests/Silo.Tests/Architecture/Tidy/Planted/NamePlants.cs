using Ballast.Silo.Tests.Architecture.Tidy.Rules;

namespace Ballast.Silo.Tests.Architecture.Tidy.Planted;

/// <summary>Names with and without banned words, and fields named one way and another.</summary>
internal static class NamePlants
{
    internal static IEnumerable<Plant> All => [.. EmptyNames, .. DialectNames, .. FieldNames];

    private static IEnumerable<Plant> EmptyNames =>
    [
        Plant.Of(new EmptyNameRule(), "words that say nothing, everywhere", "tests/Silo.Tests/BookHelper.cs",
            "class BookHelper; enum StringUtils; interface IFeedManager; delegate void EventProcessors(); record FeedImpl2; struct ImplFeed;",
            "tests/Silo.Tests/BookHelper.cs: the file's name has the word Helper",
            "tests/Silo.Tests/BookHelper.cs:1: BookHelper has the word Helper",
            "tests/Silo.Tests/BookHelper.cs:1: StringUtils has the word Utils",
            "tests/Silo.Tests/BookHelper.cs:1: IFeedManager has the word Manager",
            "tests/Silo.Tests/BookHelper.cs:1: EventProcessors has the word Processors",
            "tests/Silo.Tests/BookHelper.cs:1: FeedImpl2 has the word Impl",
            "tests/Silo.Tests/BookHelper.cs:1: ImplFeed has the word Impl"),
        Plant.Of(new EmptyNameRule(), "words that say nothing, in production code", "Domain/Common.cs", "class BookData { class FillInfo; }",
            "Domain/Common.cs: the file's name has the word Common",
            "Domain/Common.cs:1: BookData has the word Data",
            "Domain/Common.cs:1: FillInfo has the word Info"),
        Plant.Of(new EmptyNameRule(), "classes called Base that others derive from", "Domain/Books.cs", "abstract class BookBase; record FillBase; record Import : FillBase;",
            "Domain/Books.cs:1: BookBase is called a base class, not what it is",
            "Domain/Books.cs:1: FillBase is called a base class, not what it is"),
        Plant.Of(new EmptyNameRule(), "words that only look empty", "Domain/HelperlessBook.cs",
            "class HelperlessBook; class ImplicitSubscription; class LedgerBase; class BaseCurrency; abstract class LedgerBaseText; class Database; class Informed { int info; }"),
        Plant.Of(new EmptyNameRule(), "data in tests", "tests/Domain.Tests/VectorData.cs", "class VectorData;"),
    ];

    private static IEnumerable<Plant> DialectNames =>
    [
        Plant.Of(new DialectNameRule(), "dialect in names of types and members", "Domain/ToldFunding.cs",
            """
            class ToldFunding { int _heard; bool IsMet() => true; int Reach { get; } event Action Drain; void Act() { void TryDrain() { } } }
            record PositionUnion(int Undecided);
            enum PointJoint { Taken }
            """,
            "Domain/ToldFunding.cs:1: ToldFunding",
            "Domain/ToldFunding.cs:2: PositionUnion",
            "Domain/ToldFunding.cs:3: PointJoint",
            "Domain/ToldFunding.cs:1: _heard",
            "Domain/ToldFunding.cs:1: IsMet",
            "Domain/ToldFunding.cs:1: Reach",
            "Domain/ToldFunding.cs:1: Drain",
            "Domain/ToldFunding.cs:1: TryDrain",
            "Domain/ToldFunding.cs:2: Undecided",
            "Domain/ToldFunding.cs:3: Taken"),
        Plant.Of(new DialectNameRule(), "words that only look like dialect", "Domain/Method.cs",
            "class Method { void Jointly(int told) { var heard = 1; } int UnionOfPoints; int Untold; int Metric; int Reached; }"),
        Plant.Of(new DialectNameRule(), "dialect in tests", "tests/Domain.Tests/Told.cs", "class Told;"),
    ];

    private static IEnumerable<Plant> FieldNames =>
    [
        Plant.Of(new FieldNameRule(), "fields named another way", "tests/Domain.Tests/Book.cs",
            """
            class Book
            {
                private readonly int depth, _Width;
                int count;
                private static int Names;
                private const int most = 1;
                private static readonly int _least = 2;
                private int _best_bid;
            }
            """,
            "tests/Domain.Tests/Book.cs:3: depth",
            "tests/Domain.Tests/Book.cs:3: _Width",
            "tests/Domain.Tests/Book.cs:4: count",
            "tests/Domain.Tests/Book.cs:5: Names",
            "tests/Domain.Tests/Book.cs:6: most",
            "tests/Domain.Tests/Book.cs:7: _least",
            "tests/Domain.Tests/Book.cs:8: _best_bid"),
        Plant.Of(new FieldNameRule(), "fields named as they should be", "Domain/Book.cs",
            """
            class Book
            {
                public const int MOST = 1;
                internal int Shared_;
                protected int seen;
                private const int Most = 1;
                private static readonly int Least = 2;
                private static int _names;
                private readonly int _depth2, _event;
            }
            """),
    ];
}
