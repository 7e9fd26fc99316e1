using Ballast.Silo.Tests.Architecture.Tidy.Rules;

namespace Ballast.Silo.Tests.Architecture.Tidy.Planted;

/// <summary>Code that reads the wall clock, waits for time to pass or is not done. It is written in pieces, for this file is judged too.</summary>
internal static class BannedCodePlants
{
    private const string Sleep = "Thread." + "Sleep(10);";
    private const string Wait = "await Task." + "Delay(10);";

    internal static IEnumerable<Plant> All =>
    [
        Plant.Of(new UnfinishedCodeRule(), "the wall clock, sleep and work to do", "Domain/Book.cs",
            $"var now = DateTime.UtcNow;\nvar zoned = DateTimeOffset.Now;\n{Sleep}\nthrow new NotImplementedException(); // TODO\n// FIXME",
            "Domain/Book.cs:1: DateTime.UtcNow",
            "Domain/Book.cs:2: DateTimeOffset.Now",
            "Domain/Book.cs:3: Thread.Sleep",
            "Domain/Book.cs:4: NotImplementedException",
            "Domain/Book.cs:4: TODO",
            "Domain/Book.cs:5: FIXME"),
        Plant.Of(new UnfinishedCodeRule(), "a clock that is passed in", "Domain/Book.cs", "var now = time.GetUtcNow(); // TODOS are none"),
        Plant.Of(new UnfinishedCodeRule(), "the wall clock in tests", "tests/Domain.Tests/BookTests.cs", "var now = DateTime.UtcNow;"),
        Plant.Of(new TimedWaitRule(), "waits for time to pass", "tests/Silo.Tests/BookTests.cs", $"{Wait}\n{Sleep}",
            "tests/Silo.Tests/BookTests.cs:1: Task." + "Delay(", "tests/Silo.Tests/BookTests.cs:2: Thread." + "Sleep("),
        Plant.Of(new TimedWaitRule(), "a wait to be cancelled", "tests/Silo.Tests/BookTests.cs", "await Task.Delay(Timeout.Infinite, token);"),
        new(new TimedWaitRule(), "waits where polling is allowed",
            SourceTree.Of(("Silo/Retry.cs", Wait), ("tests/Silo.Tests/Eventually.cs", Wait), ("tests/Benchmarks/Load/Pace.cs", Wait)), []),
    ];
}
