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
            // Left to the system's own cleaning of temporary files: the report is out, and nothing refers to it.
        }
    }
}
