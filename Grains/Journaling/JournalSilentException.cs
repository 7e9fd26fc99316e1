namespace Ballast.Grains.Journaling;

/// <summary>The store of journals cannot be reached, does not answer or does not confirm. The outcome of the call is unknown, and the same call may be made again.</summary>
public sealed class JournalSilentException : TimeoutException
{
    /// <summary>Creates the exception.</summary>
    public JournalSilentException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public JournalSilentException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public JournalSilentException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
