namespace Ballast.Client;

/// <summary>
/// A read named a portfolio that has never traded and has no place in the tree, an instrument without terms and without a book, or ledgers
/// that the portfolio does not have.
/// </summary>
/// <remarks>Trying again helps only once the portfolio has traded, or the instrument has terms or is fed.</remarks>
public sealed class BallastNotFoundException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which name is not known.</param>
    public BallastNotFoundException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    public BallastNotFoundException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    public BallastNotFoundException()
    {
    }
}
