using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Ballast.Testing;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Silo.Tests;

/// <summary>What tests read lies in <c>tests/data</c>, is what its README says, and nothing else is looked for.</summary>
public sealed partial class DataFoldersTests : IDisposable
{
    private const int MaxBytes = 8_000_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tardis")]
    [InlineData("vectors")]
    public void Data_are_the_clones_own_whatever_lies_beside_or_above_it_or_those_that_are_named(string kind)
    {
        var clone = Directory.CreateDirectory(_folder.PathOf("above/clone")).FullName;
        foreach (var neighbour in (string[])["above", "above/beside", "above/clone/artifacts"])
        {
            Directory.CreateDirectory(_folder.PathOf($"{neighbour}/tests/data/{kind}"));
            Directory.CreateDirectory(_folder.PathOf($"{neighbour}/data/{kind}"));
        }

        Assert.Throws<DirectoryNotFoundException>(() => DataFolders.Choose("NAME", null, clone, kind));
        var own = Directory.CreateDirectory(_folder.PathOf($"above/clone/tests/data/{kind}")).FullName;
        Assert.Equal(own, DataFolders.Choose("NAME", null, clone, kind));
        Assert.Equal(own, DataFolders.Choose("NAME", "", clone, kind));

        var named = Directory.CreateDirectory(_folder.PathOf("named")).FullName;
        Assert.Equal(named, DataFolders.Choose("NAME", named, clone, kind));
        var wrong = Assert.Throws<DirectoryNotFoundException>(() => DataFolders.Choose("NAME", Path.Combine(named, "none"), clone, kind));
        Assert.StartsWith("NAME names", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_root_is_the_nearest_folder_with_the_solution()
    {
        var clone = Path.GetDirectoryName(_folder.Write("above/clone/Ballast.slnx"))!;
        _folder.Write("above/Ballast.slnx");

        Assert.Equal(clone, Repository.RootAbove(Directory.CreateDirectory(Path.Combine(clone, "artifacts/bin")).FullName));
        Assert.Equal(clone, Repository.RootAbove(clone));
    }

    /// <summary>Every search upwards and every variable that names a folder of data goes through the two types that the tests above hold.</summary>
    [Fact]
    public void No_test_looks_for_files_above_its_own_clone()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Select(path => (Name: Path.GetRelativePath(Repository.Root, path), Text: File.ReadAllText(path)))
            .Where(file => Path.GetFileName(file.Name) is not "Repository.cs" and not "DataFolders.cs" and not "DataFoldersTests.cs")
            .ToArray();

        Assert.Contains(sources, file => file.Name == "tests/Silo.Tests/Feeds/OracleTests.cs");
        Assert.DoesNotContain(sources, file => Elsewhere().IsMatch(file.Text));
    }

    [Fact]
    public void The_readme_has_the_checksum_of_every_file_and_there_are_few_bytes()
    {
        var readme = File.ReadAllText(Path.Combine(DataFolders.Own, "README.md"));
        var listed = Line().Matches(readme).ToDictionary(line => line.Groups[2].Value, line => line.Groups[1].Value);
        var files = Directory.EnumerateFiles(DataFolders.Own, "*", SearchOption.AllDirectories)
            .ToDictionary(path => Path.GetRelativePath(DataFolders.Own, path).Replace('\\', '/'), File.ReadAllBytes);

        Assert.InRange(files.Values.Sum(bytes => (long)bytes.Length), 1, MaxBytes);
        Assert.Equal(files.Keys.Where(name => name != "README.md").Order(StringComparer.Ordinal), listed.Keys.Order(StringComparer.Ordinal));
        Assert.All(listed, file => Assert.Equal(file.Value, Convert.ToHexStringLower(SHA256.HashData(files[file.Key]))));
    }

    [Fact]
    public void Counts_stand_beside_the_recordings_or_are_those_of_the_full_ones()
    {
        Assert.Equal(4_469, RecordingCounts.ReadFrom(Path.Combine(DataFolders.Own, "tardis")).Instruments["binance-futures/BTCUSDT"].BookChanges);
        Assert.Equal(6_546, RecordingCounts.ReadFrom(_folder.Root).Instruments["binance-futures/BTCUSDT"].BookChanges);
    }

    [GeneratedRegex("^([0-9a-f]{64})  (.+)$", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"GetEnvironmentVariable\(""BALLAST_(?:DATA|VECTORS)""|(\w+) = \1\.Parent\b|GetParent\(|\bshared[/""]")]
    private static partial Regex Elsewhere();
}
