namespace Ballast.Silo.Tests.Architecture.Tidy.Rules;

/// <summary>Limits the C# files side by side in a folder; those in its sub-folders do not count.</summary>
internal sealed class FolderWidthRule : ITidyRule
{
    private const int Most = 20;

    /// <inheritdoc />
    public string Allowed => $"a folder holds at most {Most} C# files";

    /// <inheritdoc />
    public IEnumerable<Offence> Find(SourceTree tree) =>
        from file in tree.Code
        group file by file.Folder into folder
        where folder.Count() > Most
        select new Offence($"{folder.Key}/", null, $"{folder.Count()} files");
}
