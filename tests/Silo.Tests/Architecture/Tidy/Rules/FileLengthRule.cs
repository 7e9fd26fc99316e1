namespace Ballast.Silo.Tests.Architecture.Tidy.Rules;

/// <summary>Limits the lines of a file, comments and usings included.</summary>
internal sealed class FileLengthRule : ITidyRule
{
    private const int Most = 450;

    /// <inheritdoc />
    public string Allowed => $"a C# file has at most {Most} lines";

    /// <inheritdoc />
    public IEnumerable<Offence> Find(SourceTree tree) =>
        from file in tree.Code
        let lines = file.Text.AsSpan().Count('\n')
        where lines > Most
        select file.Offence($"{lines} lines");
}
