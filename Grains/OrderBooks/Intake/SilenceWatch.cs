namespace Ballast.Grains.OrderBooks.Intake;

/// <summary>Measures on the monotone clock for how long a book has not changed.</summary>
internal sealed class SilenceWatch(TimeProvider time)
{
    private long _changesSeen;
    private long _changedStamp = time.GetTimestamp();

    /// <summary>Time for which the book has not changed; <see langword="null"/> when it has changed since the last call.</summary>
    /// <param name="changes">Number of the book's changes so far.</param>
    internal TimeSpan? Check(long changes)
    {
        if (changes != _changesSeen)
        {
            (_changesSeen, _changedStamp) = (changes, time.GetTimestamp());
            return null;
        }

        return time.GetElapsedTime(_changedStamp);
    }
}
