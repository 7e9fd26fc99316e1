using Ballast.Silo.Tests.Architecture.Tidy.Rules;
using Xunit;

namespace Ballast.Silo.Tests.Architecture.Tidy;

/// <summary>Holds every rule over the repository; that each rule sees what it forbids is tested with planted offences.</summary>
public sealed class TidyTests
{
    public static TheoryData<string> Rules => [.. TidyRules.All.Select(rule => rule.GetType().Name)];

    [Theory, MemberData(nameof(Rules))]
    public void The_repository_keeps(string name)
    {
        var rule = TidyRules.All.Single(rule => rule.GetType().Name == name);
        var report = OffenceReport.Of(rule, [.. rule.Find(SourceTree.Repository)]);
        if (report.Length > 0)
        {
            Assert.Fail(report);
        }
    }

    [Fact]
    public void The_tree_is_found()
    {
        Assert.Contains("Domain/Instant.cs", SourceTree.Repository.Production.Select(file => file.Path));
        Assert.Contains("tests/Silo.Tests/Architecture/Tidy/TidyTests.cs", SourceTree.Repository.Code.Select(file => file.Path));
        Assert.Contains("docs/architecture.md", SourceTree.Repository.Documents.Select(file => file.Path));
        Assert.Contains("eng/test", SourceTree.Repository.Files.Select(file => file.Path));
        Assert.DoesNotContain("tests/Silo.Tests/Architecture/Tidy/TidyTests.cs", SourceTree.Repository.Production.Select(file => file.Path));
    }

    [Fact]
    public void Every_rule_is_held_and_has_a_planted_offence()
    {
        var written = typeof(ITidyRule).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(ITidyRule))).ToHashSet();
        Assert.Equal(written, TidyRules.All.Select(rule => rule.GetType()).ToHashSet());
        Assert.Equal(written, Planted.PlantedOffences.All.Select(plant => plant.Rule.GetType()).ToHashSet());
    }

    [Fact]
    public void A_report_counts_offences_by_folder()
    {
        var rule = new Rules.FileLengthRule();
        Offence[] offences = [new("Grains/B.cs", 7, "second"), new("Domain/C.cs", null, "third"), new("Grains/A.cs", 9, "first")];
        Assert.Equal(
            ["3 offences against: a C# file has at most 450 lines", "  Domain (1)", "    Domain/C.cs: third", "  Grains (2)", "    Grains/A.cs:9: first", "    Grains/B.cs:7: second"],
            OffenceReport.Of(rule, offences).TrimEnd().Split(Environment.NewLine));
        Assert.Equal("", OffenceReport.Of(rule, []));
    }
}
