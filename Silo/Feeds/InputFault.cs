using System.Globalization;

namespace Ballast.Silo.Feeds;

/// <summary>Something in an input file that could not be used; reading went on after it where it could.</summary>
/// <param name="File">Path as it was given or found.</param>
/// <param name="Line">1-based line; 0 means the whole file.</param>
/// <param name="Reason">What is wrong, with the offending value.</param>
public sealed record InputFault(string File, long Line, string Reason)
{
    /// <summary><c>file:line: reason</c>, without the line when the whole file is meant.</summary>
    public override string ToString() =>
        Line == 0 ? $"{File}: {Reason}" : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: {Reason}");
}
