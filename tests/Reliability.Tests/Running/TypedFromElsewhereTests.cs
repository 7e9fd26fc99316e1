using Ballast.Testing;
using Ballast.Testing.Processes;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Reliability.Tests.Running;

/// <summary>The commands of the README, typed in another folder than the project's.</summary>
public sealed class TypedFromElsewhereTests
{
    [Fact]
    public async Task A_path_is_meant_from_where_the_command_is_typed()
    {
        using var folder = new TemporaryFolder();
        folder.Write("recording.ndjson", Recordings.Lines(Recordings.Normalized[0], 50));
        var token = TestContext.Current.CancellationToken;

        await using var process = BallastProcess.StartFromSource(folder.Root, "replay", "recording.ndjson", "--data", "kept", "--report", "json");
        var ended = await process.End(Eventually.Patience, token);

        Assert.True(ended.Code == 0, ended.Errors);
        Assert.Contains("\"messages\": 50", ended.Output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(folder.Root, "kept")));
    }
}
