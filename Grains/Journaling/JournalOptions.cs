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

/// <summary>Says which option of the journal is wrong, with its value.</summary>
public sealed class JournalOptionsValidator : IValidateOptions<JournalOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, JournalOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var failures = new List<string>();
        if (options.SegmentEntries is < 2 or > 1_000_000)
        {
            failures.Add($"Journal:SegmentEntries is {options.SegmentEntries}; it must be from 2 to 1000000.");
        }

        if (options.SegmentAge < TimeSpan.FromSeconds(1))
        {
            failures.Add($"Journal:SegmentAge is {options.SegmentAge}; it must be 1 s or longer.");
        }

        if (options.SnapshotEntries < 1)
        {
            failures.Add($"Journal:SnapshotEntries is {options.SnapshotEntries}; it must be positive.");
        }

        if (options.DedupeDays <= TimeSpan.Zero)
        {
            failures.Add($"Journal:DedupeDays is {options.DedupeDays}; it must be positive, and a plain number counts days.");
        }

        if (options.Retain < options.DedupeDays + TimeSpan.FromDays(1))
        {
            failures.Add($"Journal:Retain is {options.Retain}; it must be at least a day longer than Journal:DedupeDays, which is {options.DedupeDays}.");
        }

        if (options.WaitReplicas is < 0 or > 16)
        {
            failures.Add($"Journal:WaitReplicas is {options.WaitReplicas}; it must be from 0 to 16.");
        }

        if (options.WaitTimeout <= TimeSpan.Zero || options.RetryDelay < TimeSpan.Zero)
        {
            failures.Add($"Journal:WaitTimeout {options.WaitTimeout} must be positive and Journal:RetryDelay {options.RetryDelay} not negative.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
