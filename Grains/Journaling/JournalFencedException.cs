namespace Ballast.Grains.Journaling;

/// <summary>The journal has another end than its writer expects, because another activation has written or the store has lost entries. Load it again.</summary>
public sealed class JournalFencedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public JournalFencedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public JournalFencedException()
    {
    }

    /// <summary>Creates the exception.</summary>
    public JournalFencedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
