using Ballast.Reliability.Tests.Processes;

namespace Ballast.Reliability.Tests.Paper;

/// <summary>The same replay with the paper maker, several times.</summary>
public sealed class PaperReplays
{
    private readonly Lazy<Task<Finished[]>> _all = new(() => Task.WhenAll(Enumerable.Range(0, RunLength.Replays).Select(_ => Replay())));

    /// <summary>All of them, run side by side: none may notice the others.</summary>
    internal Task<Finished[]> All => _all.Value;

    private static Task<Finished> Replay() => BallastProcess.ToEnd(
        ["replay", .. Recordings.Normalized, "--paper-maker", "--risk-grid", "1s", "--report", "json"], CancellationToken.None);
}
