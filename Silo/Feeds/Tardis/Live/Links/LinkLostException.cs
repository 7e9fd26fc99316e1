namespace Ballast.Silo.Feeds.Tardis.Live.Links;

/// <summary>A connection ended, and not because its replay was complete; the message says why.</summary>
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

    /// <summary>Whether the server will refuse the same request again, because options or key must change first.</summary>
    public bool IsRefusal { get; init; }
}
