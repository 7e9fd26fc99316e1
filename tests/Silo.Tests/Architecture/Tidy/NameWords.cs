using System.Text.RegularExpressions;

namespace Ballast.Silo.Tests.Architecture.Tidy;

/// <summary>Splits a declared name into its words.</summary>
internal static partial class NameWords
{
    /// <summary>
    /// The words of a PascalCase, camelCase or underscored name, each beginning with a capital: <c>isTold</c> gives Is and
    /// Told, <c>IBookView</c> gives I, Book and View, <c>HTTPData2</c> gives HTTP, Data and 2.
    /// </summary>
    internal static IReadOnlyList<string> Of(string name) =>
        [.. Word().Matches(name).Select(match => char.ToUpperInvariant(match.Value[0]) + match.Value[1..])];

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")]
    private static partial Regex Word();
}
