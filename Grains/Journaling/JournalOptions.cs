namespace Ballast.Grains.Journaling;

/// <summary>How journals are cut and kept. Bound from section <c>Journal</c>.</summary>
public sealed class JournalOptions
{
    /// <summary>Most entries of one segment, its seal included; only a checkpoint or one large append can make it longer.</summary>
    public int SegmentEntries { get; set; } = 50_000;

    /// <summary>A segment ends with the span of this length, counted from 1970 in UTC, that it began in.</summary>
    public TimeSpan SegmentAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How far back keys are remembered for de-duplication; a plain number counts days.</summary>
    public TimeSpan DedupeDays { get; set; } = TimeSpan.FromDays(3);

    /// <summary>
    /// How long single events are kept, at least a day longer than <see cref="DedupeDays"/>; older segments are dropped once
    /// a verified checkpoint holds them. A plain number counts days.
    /// </summary>
    public TimeSpan Retain { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Entries after which an inventory stores a snapshot of its state; a snapshot only saves reading.</summary>
    public int SnapshotEntries { get; set; } = 20_000;

    /// <summary>Replicas that must hold an append before it counts as done; not with the embedded store, which has no <c>WAIT</c>.</summary>
    public int WaitReplicas { get; set; }

    /// <summary>Longest wait for them; past it the outcome of the append is unknown.</summary>
    public TimeSpan WaitTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause before the second try of an append whose outcome is unknown; doubled for each further one.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);
}
