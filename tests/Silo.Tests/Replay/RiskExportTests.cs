using Ballast.Silo.Replay;
using Ballast.Testing;
using Xunit;

namespace Ballast.Silo.Tests.Replay;

public sealed class RiskExportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", "is empty; name a file")]
    [InlineData(".", "is a directory; name a file")]
    [InlineData("nowhere/risk.json", "is in a directory that does not exist")]
    [InlineData("too long", "cannot be written")]
    public void A_file_that_could_not_be_written_is_refused_before_the_replay(string name, string expected)
    {
        var file = name == "" ? "" : Path.Combine(_folder.Root, name == "too long" ? new string('x', 300) : name);
        var refusal = Assert.Throws<StartupException>(() => RiskExport.RequireWritable(file));
        Assert.True(refusal.IsUsage);
        Assert.StartsWith($"--risk-inputs '{file}' {expected}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Looking_whether_a_file_can_be_written_leaves_no_file_and_changes_none()
    {
        var (made, kept) = (Path.Combine(_folder.Root, "made.json"), Path.Combine(_folder.Root, "kept.json"));
        File.WriteAllText(kept, "kept");
        RiskExport.RequireWritable(made);
        RiskExport.RequireWritable(kept);
        RiskExport.RequireWritable(null);
        Assert.False(File.Exists(made));
        Assert.Equal("kept", File.ReadAllText(kept));
    }
}
