using System.IO.Compression;
using System.Text;

namespace Ballast.Silo.Tests;

/// <summary>A folder of its own for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("ballast-").FullName;

    public string PathOf(string name) => Path.Combine(Root, name);

    public string Write(string name, params string[] lines)
    {
        var path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, string.Concat(lines.Select(line => line + "\n")));
        return path;
    }

    public string WriteGzip(string name, string text, double part = 1)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        var path = PathOf(name);
        File.WriteAllBytes(path, packed.ToArray()[..(int)(packed.Length * part)]);
        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
