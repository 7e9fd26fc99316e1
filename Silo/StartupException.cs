namespace Ballast.Silo;

/// <summary>A command cannot run as asked. The message says what to change and is shown without a stack trace.</summary>
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

    /// <summary>Whether the arguments or settings are wrong; otherwise their environment is (a port in use, no Redis).</summary>
    public bool IsUsage { get; init; }
}
