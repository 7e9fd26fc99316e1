namespace Ballast.Grains.OrderBooks.Intake;

/// <summary>Decides when a book that refuses batches gives up the feed and epoch it takes, because nothing comes from there any more.</summary>
/// <remarks>
/// The time begins with a refusal, at which the book asks its own feed for a sign, and any batch of that feed ends it. So a quiet
/// instrument keeps its feed, and of two feeds that both publish an instrument the book keeps the first.
/// </remarks>
internal sealed class FeedRelease(TimeProvider time)
{
    /// <summary>Time without a sign of the own feed after which it is given up. A refused feed offers its batches every two seconds.</summary>
    internal static readonly TimeSpan After = TimeSpan.FromSeconds(5);

    private long? _refusedStamp;

    /// <summary>A batch of the own feed has come.</summary>
    internal void ObserveOwn() => _refusedStamp = null;

    /// <summary>A batch would be refused.</summary>
    /// <returns>Whether the own feed is given up instead.</returns>
    internal bool IsDue()
    {
        if (_refusedStamp is not { } since)
        {
            _refusedStamp = time.GetTimestamp();
            return false;
        }

        return time.GetElapsedTime(since) >= After;
    }
}
