using Ballast.Silo.Tests.Architecture.Tidy.Rules;

namespace Ballast.Silo.Tests.Architecture.Tidy.Planted;

/// <summary>Folders of Domain that do and do not look at each other.</summary>
internal static class FolderCyclePlants
{
    internal static IEnumerable<Plant> All =>
    [
        new(new FolderCycleRule(), "two folders that look at each other, one without a using",
            SourceTree.Of(
                ("Domain/Ledger/Day.cs", "using System;\nusing Ballast.Domain.Pnl.Marks;"),
                ("Domain/Ledger/Week.cs", "using Ballast.Domain.Pnl;"),
                ("Domain/Pnl/Closing/Close.cs", "namespace Ballast.Domain.Pnl.Closing;\nclass Close { Ballast.Domain.Ledger.Day day; }")),
            [
                "Domain/Ledger/Day.cs:2: Ledger looks at Pnl (2 files), which looks back",
                "Domain/Pnl/Closing/Close.cs:2: Pnl looks at Ledger (1 files), which looks back",
            ]),
        new(new FolderCycleRule(), "three folders in a circle, one by a static call",
            SourceTree.Of(
                ("Domain/Ledger/A.cs", "using static Ballast.Domain.Pnl.B;"),
                ("Domain/Pnl/B.cs", "class B { int c = Domain.Risk.C.Sum(); }"),
                ("Domain/Risk/C.cs", "using Alias = Ballast.Domain.Ledger.A;")),
            [
                "Domain/Ledger/A.cs:1: Ledger looks at Pnl (1 files), which looks back by way of Risk",
                "Domain/Pnl/B.cs:1: Pnl looks at Risk (1 files), which looks back by way of Ledger",
                "Domain/Risk/C.cs:1: Risk looks at Ledger (1 files), which looks back by way of Pnl",
            ]),
        new(new FolderCycleRule(), "folders that look one way",
            SourceTree.Of(
                ("Domain/Instant.cs", "using Ballast.Domain.Risk;"),
                ("Domain/Ledger/Day.cs", "namespace Ballast.Domain.Ledger; // using Ballast.Domain.Risk;"),
                ("Domain/Pnl/Close.cs", "using Ballast.Domain; using Ballast.Domain.Ledger; using Ballast.Domain.Pnl.Marks;"),
                ("Domain/Risk/Shock.cs", "using Ballast.Domain.Ledger; using Ballast.Domain.Pnl;"),
                ("Grains/Risk/Shock.cs", "using Ballast.Domain.Risk;")),
            []),
    ];
}
