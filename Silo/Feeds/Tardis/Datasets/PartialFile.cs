using System.Globalization;
using System.IO.Compression;

namespace Ballast.Silo.Feeds.Tardis.Datasets;

/// <summary>The beginning of a file that is being downloaded, with what tells whether the host still has the same file.</summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _content;

    private PartialFile(string path, FileStream content) => (_path, _content) = (path, content);

    /// <summary>Bytes had so far.</summary>
    internal long Length => _content.Length;

    /// <summary>The host's mark of the file these bytes are of; <see langword="null"/> when it gave none.</summary>
    internal string? Validator { get; private set; }

    /// <summary>Length of the whole; <see langword="null"/> when the host did not say.</summary>
    internal long? Total { get; private set; }

    private string Note => _path + ".part.etag";

    /// <summary>Opens what an earlier download of <paramref name="path"/> left, or begins.</summary>
    /// <exception cref="DatasetException">Somebody else downloads it now.</exception>
    internal static PartialFile Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        FileStream content;
        try
        {
            content = new(path + ".part", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e)
        {
            throw new DatasetException($"'{path}.part' cannot be written; does another process download it now? {e.Message}", e);
        }

        var partial = new PartialFile(path, content);
        partial.ReadNote();
        content.Seek(0, SeekOrigin.End);
        return partial;
    }

    /// <summary>Begins anew: the host's file is another one.</summary>
    internal void Restart(string? validator, long? total)
    {
        _content.SetLength(0);
        (Validator, Total) = (validator, total);
        File.WriteAllText(Note, string.Create(CultureInfo.InvariantCulture, $"{total}\n{validator}"));
    }

    internal async Task Append(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => await _content.WriteAsync(bytes, cancellationToken);

    /// <summary>Whether what was had ends as a gzip file must; for a host that does not say how long it is.</summary>
    internal async Task<bool> IsWholeGzip(CancellationToken cancellationToken)
    {
        _content.Position = 0;
        await using var gzip = new GZipStream(_content, CompressionMode.Decompress, leaveOpen: true);
        try
        {
            await gzip.CopyToAsync(Stream.Null, cancellationToken);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
        finally
        {
            _content.Seek(0, SeekOrigin.End);
        }
    }

    /// <summary>Gives the file its name, in one step.</summary>
    internal void Complete()
    {
        _content.Flush(flushToDisk: true);
        _content.Dispose();
        File.Move(_path + ".part", _path, overwrite: true);
        File.Delete(Note);
    }

    /// <inheritdoc />
    public void Dispose() => _content.Dispose();

    private void ReadNote()
    {
        if (File.Exists(Note) && File.ReadAllText(Note).Split('\n', 2) is [var total, var validator])
        {
            Total = long.TryParse(total, CultureInfo.InvariantCulture, out var length) ? length : null;
            Validator = validator.Length > 0 ? validator : null;
        }
    }
}
