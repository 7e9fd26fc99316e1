namespace Ballast.Silo.Tests.Architecture.Tidy;

/// <summary>A place in the repository that breaks a rule.</summary>
/// <param name="Path">File or folder, from the root with <c>/</c>.</param>
/// <param name="Line">Line in the file, from 1; null when the file or folder as a whole is meant.</param>
/// <param name="Problem">What is wrong there.</param>
internal sealed record Offence(string Path, int? Line, string Problem)
{
    /// <summary>The folder that the offence is counted under.</summary>
    internal string Folder => Path.LastIndexOf('/') is var slash and > 0 ? Path[..slash] : ".";

    /// <inheritdoc />
    public override string ToString() => $"{Path}{(Line is { } line ? $":{line}" : "")}: {Problem}";
}
