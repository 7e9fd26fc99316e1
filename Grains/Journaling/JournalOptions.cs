namespace Ballast.Grains.Journaling;

/// <summary>Segmentation, retention and replication of journals. Bound from section <c>Journal</c>.</summary>
public sealed class JournalOptions
{
    /// <summary>Maximum number of entries in a segment, its seal included. Only a checkpoint or one large append can exceed it.</summary>
    public int SegmentEntries { get; set; } = 50_000;

    /// <summary>Longest time span of a segment. Spans are counted from 1970 in UTC, and a segment ends with the span in which it began.</summary>
    public TimeSpan SegmentAge { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Time for which keys are kept for de-duplication. A plain number is in days.</summary>
    public TimeSpan DedupeDays { get; set; } = TimeSpan.FromDays(3);

    /// <summary>
    /// Time for which single events are kept, at least a day longer than <see cref="DedupeDays"/>. Older segments are dropped once
    /// a verified checkpoint replaces them. A plain number is in days.
    /// </summary>
    public TimeSpan Retain { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Number of entries between snapshots of an inventory, which only shorten the next load.</summary>
    public int SnapshotEntries { get; set; } = 20_000;

    /// <summary>Number of replicas that must confirm an append. Must be 0 with the embedded store, which has no <c>WAIT</c>.</summary>
    public int WaitReplicas { get; set; }

    /// <summary>Longest wait for the replicas; after it the outcome of the append is unknown.</summary>
    public TimeSpan WaitTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause before an append with unknown outcome is repeated; doubled for each further repetition.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Time after which a write that the store has not confirmed is taken for silence: the callers that wait are told to send their events again,
    /// and further events are refused until the store confirms it. The inventory keeps its state meanwhile and repeats the write.
    /// </summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Maximum number of events that wait for one inventory's journal; further ones are refused until fewer wait.</summary>
    public int MaxWaiting { get; set; } = 10_000;
}
