using Ballast.Reliability.Tests.Processes;

namespace Ballast.Reliability.Tests.Paper;

/// <summary>The same replay with the paper maker, twice.</summary>
public sealed class PaperReplays
{
    private readonly Lazy<Task<Finished[]>> _both = new(() => Task.WhenAll(Replay(), Replay()));

    /// <summary>Both, run side by side.</summary>
    internal Task<Finished[]> Both => _both.Value;

    private static Task<Finished> Replay() => BallastProcess.ToEnd(
        ["replay", .. Recordings.Normalized, "--paper-maker", "--risk-grid", "1s", "--report", "json"], CancellationToken.None);
}
