namespace Ballast.Client;

/// <summary>The cluster did not answer in time or could not be reached.</summary>
public sealed class BallastUnavailableException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which call was made, on which key.</param>
    /// <param name="innerException">What the last try failed with.</param>
    public BallastUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    public BallastUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public BallastUnavailableException()
    {
    }

    /// <summary>Whether the same call can safely be made again; true for every call of this client.</summary>
    public bool RetryIsSafe { get; init; } = true;
}
