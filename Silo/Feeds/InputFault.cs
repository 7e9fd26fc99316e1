using System.Globalization;

namespace Ballast.Silo.Feeds;

/// <summary>A part of an input file that could not be used. Reading continues after it where that is possible.</summary>
/// <param name="File">Path as given or found.</param>
/// <param name="Line">1-based line; 0 means the whole file.</param>
/// <param name="Reason">What is wrong, with the offending value.</param>
public sealed record InputFault(string File, long Line, string Reason)
{
    /// <summary><c>file:line: reason</c>, without the line number for a fault of the whole file.</summary>
    public override string ToString() =>
        Line == 0 ? $"{File}: {Reason}" : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}: {Reason}");
}
