using System.Globalization;
using System.IO.Compression;

namespace Ballast.Silo.Feeds.Tardis.Datasets;

/// <summary>A partly downloaded file, with what is needed to check that the host still has the same file.</summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string _path;
    private readonly FileStream _content;

    private PartialFile(string path, FileStream content) => (_path, _content) = (path, content);

    /// <summary>Bytes downloaded so far.</summary>
    internal long Length => _content.Length;

    /// <summary>The host's validator (entity tag or date) of the file; <see langword="null"/> when it gave none.</summary>
    internal string? Validator { get; private set; }

    /// <summary>Length of the whole file in bytes; <see langword="null"/> when the host did not say.</summary>
    internal long? Total { get; private set; }

    private string Note => _path + ".part.etag";

    /// <summary>Opens what an earlier download of <paramref name="path"/> left, or begins a new file.</summary>
    /// <exception cref="DatasetException">Another process is downloading the file.</exception>
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
            throw new DatasetException($"'{path}.part' cannot be written; another process may be downloading it. {e.Message}", e);
        }

        var partial = new PartialFile(path, content);
        partial.ReadNote();
        content.Seek(0, SeekOrigin.End);
        return partial;
    }

    /// <summary>Drops what was downloaded, because the host's file is another one.</summary>
    internal void Restart(string? validator, long? total)
    {
        _content.SetLength(0);
        (Validator, Total) = (validator, total);
        File.WriteAllText(Note, string.Create(CultureInfo.InvariantCulture, $"{total}\n{validator}"));
    }

    internal async Task Append(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => await _content.WriteAsync(bytes, cancellationToken);

    /// <summary>Whether the file is a complete gzip file. Needed when the host does not announce a length.</summary>
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

    /// <summary>Gives the file its final name, in one step.</summary>
    internal void Complete()
    {
        _content.Flush(flushToDisk: true);
        _content.Dispose();
        File.Move(_path + ".part", _path, overwrite: true);
        File.Delete(Note);
    }

    /// <summary>Closes the file. One without a byte is deleted, because it has nothing that a later download could continue.</summary>
    public void Dispose()
    {
        if (_content.CanWrite && _content.Length == 0)
        {
            Discard();
        }

        _content.Dispose();
    }

    private void Discard()
    {
        try
        {
            // Deleted while it is still locked, so that no other download has opened it.
            File.Delete(_path + ".part");
            File.Delete(Note);
        }
        catch (IOException)
        {
            // Not every system deletes an open file; an empty one is no harm.
        }
    }

    private void ReadNote()
    {
        if (File.Exists(Note) && File.ReadAllText(Note).Split('\n', 2) is [var total, var validator])
        {
            Total = long.TryParse(total, CultureInfo.InvariantCulture, out var length) ? length : null;
            Validator = validator.Length > 0 ? validator : null;
        }
    }
}
