using System.IO.Compression;

namespace Ballast.Testing;

/// <summary>A new folder that goes away with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Root { get; } = Directory.CreateTempSubdirectory("ballast-test-").FullName;

    /// <summary>The path of a file in it, whether the file exists or not.</summary>
    public string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>Writes lines to a file, with the folders that its name has, and returns the path.</summary>
    public string Write(string name, params IEnumerable<string> lines)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, string.Concat(lines.Select(line => line + "\n")));
        return path;
    }

    /// <summary>Writes lines to a gzip file and returns the path.</summary>
    /// <param name="name">File name.</param>
    /// <param name="lines">Content; each line is ended by a line feed.</param>
    /// <param name="keep">Part of the compressed bytes that is written, from 0 to 1.</param>
    public string WriteGzip(string name, IEnumerable<string> lines, double keep = 1) =>
        WriteGzip(name, string.Concat(lines.Select(line => line + "\n")), keep);

    /// <summary>Writes text to a gzip file and returns the path.</summary>
    /// <param name="name">File name.</param>
    /// <param name="text">Content.</param>
    /// <param name="keep">Part of the compressed bytes that is written, from 0 to 1.</param>
    public string WriteGzip(string name, string text, double keep = 1)
    {
        using var packed = new MemoryStream();
        using (var writer = new StreamWriter(new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)))
        {
            writer.Write(text);
        }

        var path = PathOf(name);
        File.WriteAllBytes(path, packed.ToArray()[..(int)(packed.Length * keep)]);
        return path;
    }

    /// <inheritdoc />
    public void Dispose() => Directory.Delete(Root, recursive: true);
}
