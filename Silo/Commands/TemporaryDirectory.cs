namespace Ballast.Silo.Commands;

/// <summary>A fresh directory that is deleted with everything in it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("ballast-").FullName;

    /// <inheritdoc />
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // The report is written and nothing refers to the directory any more; the system deletes temporary files itself.
        }
    }
}
