namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>A connection ended other than by the end of its replay; the message says why.</summary>
internal sealed class LinkLostException : Exception
{
    public LinkLostException()
    {
    }

    public LinkLostException(string message)
        : base(message)
    {
    }

    public LinkLostException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether the same request will be refused again: options or key must change, so asking often helps nobody.</summary>
    public bool IsRefusal { get; init; }
}
