namespace Ballast.Domain;

/// <summary>Joins the reasons why a figure is unknown.</summary>
internal static class JoinedReasons
{
    private const string Separator = "; ";

    /// <summary>The reasons in one text, each said once, also where one is itself several joined ones; <see langword="null"/> when there is none.</summary>
    internal static string? Of(params IEnumerable<string?> reasons) =>
        string.Join(Separator, reasons.SelectMany(Parts).Distinct(StringComparer.Ordinal)) is { Length: > 0 } text ? text : null;

    /// <summary>The single reasons of joined ones; none when there is no reason.</summary>
    internal static IEnumerable<string> Parts(string? reason) => reason?.Split(Separator) ?? [];

    /// <summary>A joined reason as that of one named part: its own parts stay together when it is joined with those of others.</summary>
    internal static string Named(string name, string reason) => $"{name}: {reason.Replace(Separator, ", ", StringComparison.Ordinal)}";
}
