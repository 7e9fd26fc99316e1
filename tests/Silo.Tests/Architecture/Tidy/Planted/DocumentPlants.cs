using Ballast.Silo.Tests.Architecture.Tidy.Rules;

namespace Ballast.Silo.Tests.Architecture.Tidy.Planted;

/// <summary>Texts that do and do not need something beside the repository. They are written in pieces, for this file is judged too.</summary>
internal static class DocumentPlants
{
    internal static IEnumerable<Plant> All => [.. Citations, .. MachinePaths, .. Decisions];

    private static IEnumerable<Plant> Citations =>
    [
        Plant.Of(new OutsideDocumentRule(), "documents beside the repository", "README.md",
            "des" + "ign §4.1 says\ndes" + "ign.m" + "d\nrefe" + "rence/pnl/close.m" + "d\nfin" + "ance.m" + "d\n../sha" + "red\nlies in sha" + "red/data\nsee the Sha" + "red reference\nby close.m" + "d",
            "README.md:1: des" + "ign §",
            "README.md:2: des" + "ign.m" + "d",
            "README.md:3: refe" + "rence/pnl/close.m" + "d",
            "README.md:4: fin" + "ance.m" + "d",
            "README.md:5: ../sha" + "red",
            "README.md:6: sha" + "red/",
            "README.md:7: Sha" + "red reference",
            "README.md:8: close.m" + "d"),
        new(new OutsideDocumentRule(), "documents in the repository, on the web and in print",
            SourceTree.Of(
                ("docs/pnl.md", "The design of PnL. A shared folder. RFC 4180 §2. Follow the reference in pnl.md."),
                ("Domain/Pnl/Close.cs", "// docs/pnl.md, README.md and https://example.org/guide/close.md say why."),
                ("README.md", "See docs/pnl.md.")),
            []),
    ];

    private static IEnumerable<Plant> MachinePaths =>
    [
        Plant.Of(new MachinePathRule(), "places on a machine", "eng/run",
            "cd /wo" + "rk/tree\ncd /ro" + "ot/x\ncd /Use" + "rs/me\ncd /ho" + "me/me/x\ncd C:\\Use" + "rs\\me",
            "eng/run:1: /wo" + "rk/", "eng/run:2: /ro" + "ot/", "eng/run:3: /Use" + "rs/", "eng/run:4: /ho" + "me/me/", "eng/run:5: C:\\Use" + "rs\\"),
        Plant.Of(new MachinePathRule(), "places below the repository", "eng/run", "cd tests/Silo.Tests && ls /usr/bin ~/data"),
    ];

    private static IEnumerable<Plant> Decisions =>
    [
        new(new DecisionStatusRule(), "decisions that do not say how they stand",
            SourceTree.Of(
                (Decision("0001-a"), "# 1. A\n"),
                (Decision("0002-b"), "# 2. B\n\nStatus: draft\n"),
                (Decision("0003-c"), "# 3. C\n\nStatus: accepted\nStatus: accepted\n"),
                (Decision("0004-d"), "# 4. D\n\nStatus: replaced by 0005\n"),
                (Decision("0005-e"), "# 5. E\n\nStatus: accepted\n"),
                (Decision("0006-f"), "# 6. F\n\nStatus: accepted\n\nThis replaces 0005.\n"),
                (Decision("0007-g"), "# 7. G\n\nStatus: replaced by 0009\n")),
            [
                $"{Decision("0001-a")}: 0 status lines",
                $"{Decision("0002-b")}: 0 status lines",
                $"{Decision("0003-c")}: 2 status lines",
                $"{Decision("0004-d")}: 0005 does not say that it replaces 0004",
                $"{Decision("0006-f")}: 0005 does not say that it is replaced by 0006",
                $"{Decision("0007-g")}: 0009 does not say that it replaces 0007",
            ]),
        new(new DecisionStatusRule(), "decisions that say how they stand",
            SourceTree.Of(
                (Decision("0001-a"), "# 1. A\n\nStatus: replaced by 0003\n"),
                (Decision("0002-b"), "# 2. B\n\nStatus: replaced by 0003\n"),
                (Decision("0003-c"), "# 3. C\n\nStatus: accepted\nReplaces: 0001\n\nIt also replaces decision 0002.\n"),
                ("docs/pnl.md", "No decision; it replaces 0003.\n")),
            []),
    ];

    private static string Decision(string name) => $"docs/decisions/{name}.md";
}
