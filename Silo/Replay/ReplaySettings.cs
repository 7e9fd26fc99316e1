namespace Ballast.Silo.Replay;

/// <summary>Options of a replay.</summary>
public sealed record ReplaySettings
{
    /// <summary>Recording time between two steps of the paper maker, and between flushes.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>Recorded seconds per second; <see langword="null"/> goes as fast as the books can apply events.</summary>
    public double? Speed { get; init; }

    /// <summary>Whether the store outlasts the replay, so that another recording may follow.</summary>
    public bool KeepsStore { get; init; }

    /// <summary>Whether a paper market maker trades during the replay.</summary>
    public bool PaperMaker { get; init; }
}
