using System.IO.Compression;

namespace Ballast.Reliability.Tests.Processes;

/// <summary>A fresh folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("ballast-test-").FullName;

    /// <summary>Writes lines to a file of it and answers its path.</summary>
    public string Write(string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(Root, name);
        File.WriteAllText(path, string.Concat(lines.Select(line => line + "\n")));
        return path;
    }

    /// <summary>Writes lines to a gzip file and answers its path.</summary>
    /// <param name="name">File name.</param>
    /// <param name="lines">Its content.</param>
    /// <param name="keep">Part of the compressed bytes that is kept.</param>
    public string WriteGzip(string name, IEnumerable<string> lines, double keep = 1)
    {
        using var content = new MemoryStream();
        using (var writer = new StreamWriter(new GZipStream(content, CompressionLevel.Fastest, leaveOpen: true)))
        {
            foreach (var line in lines)
            {
                writer.Write(line + "\n");
            }
        }

        var path = Path.Combine(Root, name);
        File.WriteAllBytes(path, content.ToArray()[..(int)(content.Length * keep)]);
        return path;
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Root, recursive: true);
}
