namespace Ballast.Silo;

/// <summary>The silo cannot start as asked; the message says what to change, and no stack trace helps.</summary>
public sealed class StartupException : Exception
{
    /// <summary>Creates the exception.</summary>
    public StartupException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public StartupException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    public StartupException()
    {
    }

    /// <summary>Whether the arguments are wrong, rather than what they meet.</summary>
    public bool IsUsage { get; init; }
}
