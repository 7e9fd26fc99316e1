using System.Globalization;

namespace Ballast.Silo.Feeds.Tardis.Live;

/// <summary>Names in a message: all of a few, the first ones of many.</summary>
internal static class Names
{
    private const int MostShown = 5;

    /// <summary>The names in order, and how many more there are.</summary>
    public static string Of<T>(IReadOnlyCollection<T> named) => string.Join(", ", named.Select(one => $"{one}").Order(StringComparer.Ordinal).Take(MostShown))
        + (named.Count <= MostShown ? "" : string.Create(CultureInfo.InvariantCulture, $" and {named.Count - MostShown} more"));
}
