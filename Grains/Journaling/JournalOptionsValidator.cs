namespace Ballast.Grains.Journaling;

/// <summary>Reports each invalid option of the journal with its value.</summary>
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

        if (options.Patience <= TimeSpan.Zero || options.MaxWaiting < 1)
        {
            failures.Add($"Journal:Patience {options.Patience} and Journal:MaxWaiting {options.MaxWaiting} must be positive.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
