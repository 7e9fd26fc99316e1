using System.Collections.Concurrent;
using Ballast.Testing.Processes;
using Ballast.Testing.Recorded;

namespace Ballast.Reliability.Tests.Recorded;

/// <summary>The recordings folded in this process, and replays of them; each is made once.</summary>
public sealed class RecordedMarket
{
    private readonly ConcurrentDictionary<string, Task<Finished>> _replays = new(StringComparer.Ordinal);
    private readonly Lazy<Dictionary<string, RawRecording>> _raw = new(() => Recordings.Normalized
        .Select(RawRecording.Read)
        .ToDictionary(recording => recording.Instrument));

    /// <summary>All instruments.</summary>
    internal IEnumerable<RawRecording> All => _raw.Value.Values;

    /// <summary>The recording of one instrument.</summary>
    internal RawRecording Raw(string instrument) => _raw.Value[instrument];

    /// <summary>A replay of whole files, with a JSON report.</summary>
    internal Task<Finished> Replay(string[] paths) => _replays.GetOrAdd(
        string.Join('\n', paths),
        _ => BallastProcess.ToEnd(["replay", .. paths, "--report", "json"], CancellationToken.None));
}
