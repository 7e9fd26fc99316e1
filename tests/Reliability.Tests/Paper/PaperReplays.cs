using Ballast.Testing;
using Ballast.Testing.Processes;
using Ballast.Testing.Recorded;

namespace Ballast.Reliability.Tests.Paper;

/// <summary>The same replay with the paper maker, several times.</summary>
public sealed class PaperReplays : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<Task<Finished[]>> _all;

    public PaperReplays() => _all = new(() => Task.WhenAll(Enumerable.Range(0, RunLength.Replays).Select(Replay)));

    /// <summary>All of them, run side by side: none may notice the others.</summary>
    internal Task<Finished[]> All => _all.Value;

    public void Dispose() => _folder.Dispose();

    /// <summary>The file that a replay wrote what its risk was computed from to.</summary>
    internal string RiskInputs(int replay) => Path.Combine(_folder.Root, $"risk-inputs-{replay}.json");

    private Task<Finished> Replay(int replay) => BallastProcess.ToEnd(
        ["replay", .. Recordings.Normalized, "--paper-maker", "--risk-grid", "1s", "--report", "json", "--risk-inputs", RiskInputs(replay)], CancellationToken.None);
}
