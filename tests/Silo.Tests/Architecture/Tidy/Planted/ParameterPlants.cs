using Ballast.Silo.Tests.Architecture.Tidy.Rules;

namespace Ballast.Silo.Tests.Architecture.Tidy.Planted;

/// <summary>Lists of seven parameters, and such as are free.</summary>
internal static class ParameterPlants
{
    private const string Seven = "int a, int b, int c, int d, int e, int f, int g";
    private const string Six = "int a, int b, int c, int d, int e, int f";

    internal static IEnumerable<Plant> All =>
    [
        Plant.Of(new ParameterCountRule(), "seven parameters", "Domain/Book.cs",
            $$"""
            class Book({{Seven}})
            {
                Book({{Seven}}, int h) : this(a, b, c, d, e, f, g) { }
                void Add({{Seven}})
                {
                    void Check({{Seven}}) { }
                }
                delegate void Change({{Seven}});
                int this[{{Seven}}] => a;
            }
            struct Level({{Seven}});
            """,
            "Domain/Book.cs:1: the primary constructor of Book has 7 parameters",
            "Domain/Book.cs:3: the constructor of Book has 8 parameters",
            "Domain/Book.cs:4: Add has 7 parameters",
            "Domain/Book.cs:6: Check has 7 parameters",
            "Domain/Book.cs:8: the delegate Change has 7 parameters",
            "Domain/Book.cs:9: an indexer has 7 parameters",
            "Domain/Book.cs:11: the primary constructor of Level has 7 parameters"),
        Plant.Of(new ParameterCountRule(), "six parameters, and seven members of records", "Domain/Book.cs",
            $$"""
            class Book({{Six}})
            {
                void Add({{Six}}) { }
            }
            record Level({{Seven}});
            record struct Side({{Seven}});
            """),
    ];
}
