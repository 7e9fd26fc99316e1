using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Ballast.Silo.Tests.Architecture;

/// <summary>Rules about files that no reviewer should have to argue about.</summary>
public sealed partial class TidyTests
{
    private const int MaxLines = 450;

    /// <summary>The only file name under which a test project may poll: another process or a page has no transition to await.</summary>
    private const string PollingFile = "Eventually.cs";

    /// <summary>Load is paced by time; these are no tests.</summary>
    private const string Benchmarks = "tests/Benchmarks/";

    private static readonly string[] SourceFolders = ["Domain", "Grains.Interfaces", "Grains", "Silo", "Client"];

    private static readonly string[] TextExtensions =
        [".cs", ".csproj", ".props", ".targets", ".slnx", ".json", ".md", ".txt", ".yml", ".yaml", ".html", ".css", ".js", ".sh", ""];

    private static IEnumerable<string> Sources => SourceFolders.SelectMany(folder => Repository.Files(folder, ".cs"));

    private static IEnumerable<string> Tests => Repository.Files("tests", ".cs");

    [Fact]
    public void The_tree_is_found()
    {
        Assert.Contains("Domain/Instant.cs", Sources);
        Assert.Contains("tests/Silo.Tests/Architecture/TidyTests.cs", Tests);
    }

    [Fact]
    public void No_source_file_is_over_450_lines() =>
        Assert.Empty(Sources.Concat(Tests)
            .Select(path => (Path: path, Lines: Repository.Read(path).AsSpan().Count('\n')))
            .Where(file => file.Lines > MaxLines)
            .Select(file => $"{file.Path}: {file.Lines}"));

    [Fact]
    public void No_file_or_type_has_a_name_that_says_nothing()
    {
        var files = Sources.Concat(Tests).Where(path => EmptyWord().IsMatch(Path.GetFileNameWithoutExtension(path)));
        var types = Sources.Concat(Tests).SelectMany(path => Matches(path, TypeName(), match => EmptyWord().IsMatch(match.Groups[1].Value)));
        Assert.Empty(files.Concat(types));
    }

    [Theory]
    [InlineData("BookHelper", true)]
    [InlineData("StringUtils", true)]
    [InlineData("ImplFeed", true)]
    [InlineData("FeedImpl2", true)]
    [InlineData("ImplicitSubscription", false)]
    [InlineData("HelperlessBook", false)]
    public void A_name_is_judged_by_its_words(string name, bool isEmpty) => Assert.Equal(isEmpty, EmptyWord().IsMatch(name));

    [Fact]
    public void No_source_reads_the_wall_clock_sleeps_or_is_unfinished() =>
        Assert.Empty(Sources.SelectMany(path => Matches(path, BannedInSource())));

    [Fact]
    public void No_test_waits_for_time_to_pass() =>
        Assert.Empty(Tests.Where(path => Path.GetFileName(path) != PollingFile && !path.StartsWith(Benchmarks, StringComparison.Ordinal)).SelectMany(path => Matches(path, TimedWait())));

    [Theory]
    [InlineData("await Task." + "Delay(10);", true)]
    [InlineData("await Task.Delay(Timeout.Infinite, token);", false)]
    public void Waiting_to_be_cancelled_is_no_timed_wait(string code, bool isTimed) => Assert.Equal(isTimed, TimedWait().IsMatch(code));

    [Fact]
    public void No_file_names_a_place_on_somebodys_machine() =>
        Assert.Empty(Repository.Files(".", TextExtensions).SelectMany(path => Matches(path, MachinePath())));

    [Fact]
    public void Package_versions_stand_in_one_file()
    {
        var projects = Repository.Files(".", ".csproj", ".props", ".targets").Where(path => path != "Directory.Packages.props");
        Assert.Empty(projects.SelectMany(path => XDocument.Parse(Repository.Read(path)).Descendants()
            .Where(element => element.Name.LocalName is "PackageVersion" or "GlobalPackageReference"
                || (element.Name.LocalName == "PackageReference"
                    && element.Attributes().Select(a => a.Name.LocalName).Concat(element.Elements().Select(e => e.Name.LocalName))
                        .Any(name => name is "Version" or "VersionOverride")))
            .Select(element => $"{path}: {element.Name.LocalName} {element.Attribute("Include")?.Value}")));
    }

    private static IEnumerable<string> Matches(string path, Regex pattern, Func<Match, bool>? counts = null)
    {
        var text = Repository.Read(path);
        return pattern.Matches(text)
            .Where(match => counts is null || counts(match))
            .Select(match => $"{path}:{text.AsSpan(0, match.Index).Count('\n') + 1}: {match.Value}");
    }

    [GeneratedRegex("(Manager|Helper|Util|Utility|Utilitie|Processor|Impl)s?(?![a-z])")]
    private static partial Regex EmptyWord();

    [GeneratedRegex(@"^[^/""]*\b(?:class|struct|record|interface|enum)\s+(?:class\s+|struct\s+)?(\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"DateTime(?:Offset)?\.(?:Utc)?Now|Thread\.Sleep|NotImplementedException|\bTODO\b|\bFIXME\b")]
    private static partial Regex BannedInSource();

    [GeneratedRegex(@"Thread\.Sleep\(|Task\.Delay\((?!Timeout\.Infinite)")]
    private static partial Regex TimedWait();

    // Written so that this file does not match itself.
    [GeneratedRegex("/(w[o]rk|r[o]ot|U[s]ers|h[o]me/[a-z]+)/")]
    private static partial Regex MachinePath();
}
