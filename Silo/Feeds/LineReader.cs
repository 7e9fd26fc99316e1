using System.IO.Compression;

namespace Ballast.Silo.Feeds;

/// <summary>What a <see cref="LineReader"/> has read.</summary>
internal enum LineStep
{
    /// <summary>A whole line.</summary>
    Line,

    /// <summary>A line longer than the limit, which was skipped.</summary>
    TooLong,

    /// <summary>The readable part of a line in which the input broke off; see <see cref="LineReader.Failure"/>.</summary>
    Cut,

    /// <summary>The end of the input.</summary>
    End,
}

/// <summary>Reads the lines of a plain or gzip file, or of a plain pipe, in bounded memory. Gzip is recognised by its first bytes, not by the file's name.</summary>
/// <remarks>
/// A failure to read does not throw: the lines before it are delivered, then <see cref="Failure"/> says what happened.
/// A truncated gzip file is detected only with the runtime option that Directory.Build.props sets.
/// </remarks>
internal sealed class LineReader : IDisposable
{
    /// <summary>Longest line, in bytes.</summary>
    public const int MaxLine = 16 * 1024 * 1024;

    /// <summary>Bytes that can be read past the end of every line; their content is undefined.</summary>
    public const int Spare = 64;

    private readonly Stream _file;
    private readonly Stream _content;
    private byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private int _lineStart;
    private int _lineLength;
    private long _bytesRead;
    private bool _ended;

    private LineReader(Stream file)
    {
        _file = file;
        Span<byte> magic = stackalloc byte[2];
        var isGzip = file.CanSeek && file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1f, 0x8b];
        if (file.CanSeek)
        {
            file.Position = 0;
        }

        _content = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        IsGzip = isGzip;
        Fill();
        if (_buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8))
        {
            _start = 3;
        }
    }

    /// <summary>Whether the file is compressed.</summary>
    public bool IsGzip { get; }

    /// <summary>1-based number of the line last delivered; 0 before the first.</summary>
    public long Number { get; private set; }

    /// <summary>Why reading stopped before the end of the file, or <see langword="null"/>.</summary>
    public string? Failure { get; private set; }

    /// <summary>The line, without its ending; valid until the next step.</summary>
    public ReadOnlySpan<byte> Current => _buffer.AsSpan(_lineStart, _lineLength);

    /// <summary>The line with at least <see cref="Spare"/> more readable bytes behind <see cref="Current"/>.</summary>
    public ReadOnlySpan<byte> CurrentAndSpare => _buffer.AsSpan(_lineStart);

    /// <summary>Bytes of the file read so far, before decompression. Other threads may read this for progress.</summary>
    public long BytesRead => Volatile.Read(ref _bytesRead);

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static LineReader Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 64 * 1024, FileOptions.SequentialScan);
        try
        {
            return new(file);
        }
        catch
        {
            // The first block is read here; whatever fails, nobody else has the file to close it.
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether any line of the first block is a JSON object; one line of garbage must not hide the others.</summary>
    public bool HoldsObjects()
    {
        var rest = _buffer.AsSpan(_start, _end - _start);
        return rest.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] || rest.IndexOf("\n{"u8) >= 0;
    }

    /// <summary>Reads a stream from its present position; a stream that cannot seek is read as plain text.</summary>
    public static LineReader Of(Stream content) => new(content);

    /// <summary>Moves to the next line.</summary>
    public LineStep Next()
    {
        var scanned = 0;
        while (true)
        {
            var newline = _buffer.AsSpan(_start + scanned, _end - _start - scanned).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                return Deliver(scanned + newline, 1) > MaxLine ? LineStep.TooLong : LineStep.Line;
            }

            scanned = _end - _start;
            if (scanned > MaxLine + 1)
            {
                return SkipLine();
            }

            if (!Fill())
            {
                break;
            }
        }

        if (_start == _end)
        {
            return LineStep.End;
        }

        return Deliver(_end - _start, 0) > MaxLine ? LineStep.TooLong : Failure is null ? LineStep.Line : LineStep.Cut;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _content.Dispose();
        _file.Dispose();
    }

    private int Deliver(int length, int ending)
    {
        _lineStart = _start;
        _start += length + ending;
        _lineLength = length > 0 && _buffer[_lineStart + length - 1] == '\r' ? length - 1 : length;
        Number++;
        return _lineLength;
    }

    private LineStep SkipLine()
    {
        Number++;
        _lineLength = 0;
        do
        {
            var newline = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                _start += newline + 1;
                return LineStep.TooLong;
            }

            _start = _end = 0;
        }
        while (Fill());
        return LineStep.TooLong;
    }

    private bool Fill()
    {
        if (_ended)
        {
            return false;
        }

        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length - Spare)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        try
        {
            var read = _content.Read(_buffer, _end, _buffer.Length - Spare - _end);
            _end += read;
            _ended = read == 0;
            if (_ended && IsGzip && HoldsMore())
            {
                Fail("gzip is damaged: what follows here is not gzip");
            }

            Volatile.Write(ref _bytesRead, _file.CanSeek ? _file.Position : _bytesRead + read);
        }
        catch (InvalidDataException)
        {
            Fail("gzip is truncated or damaged");
        }
        catch (IOException broken)
        {
            Fail($"reading failed: {broken.Message}");
        }

        return !_ended;
    }

    /// <summary>Whether bytes follow where the decompressor stopped. It stops without an error when what follows is not a gzip member.</summary>
    /// <remarks>It reads ahead by some kilobytes, and bytes in there are not seen. Zeros are padding, as block devices add it.</remarks>
    private bool HoldsMore()
    {
        Span<byte> rest = stackalloc byte[4096];
        int read;
        while ((read = _file.Read(rest)) > 0)
        {
            if (rest[..read].IndexOfAnyExcept((byte)0) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private void Fail(string reason)
    {
        Failure = reason;
        _ended = true;
    }
}
