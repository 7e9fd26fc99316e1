namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>How one socket or response ended.</summary>
/// <param name="IsComplete">Whether the source said that there is no more; only a replay can.</param>
/// <param name="Reason">Why it ended before that.</param>
/// <param name="IsRefusal">Whether the server refused what was asked, so that asking again at once will hardly help.</param>
/// <param name="Wait">How long the server wants to be left alone; <see langword="null"/> when it does not say.</param>
internal readonly record struct SourceEnd(bool IsComplete, string Reason, bool IsRefusal = false, TimeSpan? Wait = null)
{
    /// <summary>A clean end.</summary>
    internal static SourceEnd Complete { get; } = new(true, "complete");

    /// <summary>An end that another try may mend.</summary>
    internal static SourceEnd Lost(string reason) => new(false, reason);

    /// <summary>The server does not want what was asked.</summary>
    internal static SourceEnd Refused(string reason, TimeSpan? wait = null) => new(false, reason, IsRefusal: true, wait);
}

/// <summary>A text that stands for the failure of its source: it has no type.</summary>
internal sealed class SourceFailedException(string message) : Exception(message);
