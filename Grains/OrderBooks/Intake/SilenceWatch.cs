namespace Ballast.Grains.OrderBooks.Intake;

/// <summary>Measures, on the machine's own clock, for how long nothing has changed a book.</summary>
internal sealed class SilenceWatch(TimeProvider time)
{
    private long _changesSeen;
    private long _changedStamp = time.GetTimestamp();

    /// <summary>How long nothing has changed the book; <see langword="null"/> when something has since the last look.</summary>
    /// <param name="changes">Changes of the book so far.</param>
    internal TimeSpan? Look(long changes)
    {
        if (changes != _changesSeen)
        {
            (_changesSeen, _changedStamp) = (changes, time.GetTimestamp());
            return null;
        }

        return time.GetElapsedTime(_changedStamp);
    }
}
