using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds.Tardis.Csv;
using Ballast.Silo.Feeds.Tardis.Messages;

namespace Ballast.Silo.Feeds.Tardis;

/// <summary>Reads any number of Tardis files, normalized NDJSON or CSV datasets, as one stream in order of arrival.</summary>
public sealed class TardisFiles : IRecording
{
    private readonly InputFaults _faults;
    private readonly ReadCounts _counts;
    private readonly Lock _gate = new();
    private readonly List<LineReader> _open = [];
    private long _bytesDone;

    private TardisFiles(IReadOnlyList<string> files, InputFaults faults, ReadCounts counts)
    {
        Files = files;
        _faults = faults;
        _counts = counts;
        TotalBytes = files.Sum(file => new FileInfo(file).Length);
    }

    /// <summary>The files, in the order that decides between equal arrivals.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Size of all files on disk, in bytes.</summary>
    public long TotalBytes { get; }

    /// <summary>Bytes read so far of <see cref="TotalBytes"/>; safe to read from any thread, for progress.</summary>
    public long BytesRead
    {
        get
        {
            lock (_gate)
            {
                return _bytesDone + _open.Sum(lines => lines.BytesRead);
            }
        }
    }

    /// <summary>Finds the files. Each path is a file, or a directory that is searched recursively.</summary>
    /// <param name="paths">Files and directories; a file found twice is read once.</param>
    /// <param name="faults">Receives everything that cannot be used.</param>
    /// <param name="counts">Counts the messages read.</param>
    /// <exception cref="FileNotFoundException">A path does not exist, or a directory holds no file that can be read; nothing was read.</exception>
    public static TardisFiles Open(IReadOnlyList<string> paths, InputFaults faults, ReadCounts counts)
    {
        ArgumentNullException.ThrowIfNull(faults);
        ArgumentNullException.ThrowIfNull(counts);
        return new(InputPaths.Expand(paths), faults, counts);
    }

    /// <summary>Returns all events by arrival; equal arrivals are ordered by file, then by position. Can be enumerated once.</summary>
    /// <remarks>Of several forms of one book only the best is used (<see cref="ReadCounts.Superseded"/>). Every file is open until its end and holds one event in memory.</remarks>
    /// <exception cref="OperationCanceledException">Reading was cancelled.</exception>
    public IEnumerable<MarketEvent> Read(CancellationToken cancellationToken) => Read(_faults, cancellationToken);

    /// <inheritdoc />
    public IEnumerable<MarketEvent> Read(InputFaults faults, CancellationToken cancellationToken)
    {
        var queue = new PriorityQueue<IEnumerator<TardisMessage>, (long Arrival, int File)>();
        var forms = new BookForms();
        var sources = new List<IEnumerator<TardisMessage>>();
        try
        {
            for (var i = 0; i < Files.Count; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var source = ReadFile(Files[i], faults).GetEnumerator();
                sources.Add(source);
                if (source.MoveNext())
                {
                    queue.Enqueue(source, (source.Current.Event!.ReceivedAt.Micros, i));
                }
            }

            while (queue.TryPeek(out var source, out var rank))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (forms.Admits(source.Current))
                {
                    yield return source.Current.Event!;
                }
                else
                {
                    _counts.AddSuperseded();
                }

                if (source.MoveNext())
                {
                    queue.DequeueEnqueue(source, (source.Current.Event!.ReceivedAt.Micros, rank.File));
                }
                else
                {
                    queue.Dequeue();
                }
            }
        }
        finally
        {
            sources.ForEach(source => source.Dispose());
        }
    }

    private IEnumerable<TardisMessage> ReadFile(string path, InputFaults faults)
    {
        using var lines = TryOpen(path, faults);
        if (lines is null)
        {
            yield break;
        }

        lock (_gate)
        {
            _open.Add(lines);
        }

        try
        {
            // Only a JSON object begins with a brace; names and extensions of files are not relied on.
            var events = lines.HoldsObjects()
                ? new TardisNdjsonReader(path, lines, faults, _counts).Read()
                : new TardisCsvReader(path, lines, faults, _counts).Read();
            foreach (var next in events)
            {
                yield return next;
            }
        }
        finally
        {
            lock (_gate)
            {
                _open.Remove(lines);
                _bytesDone += lines.BytesRead;
            }
        }
    }

    private static LineReader? TryOpen(string path, InputFaults faults)
    {
        try
        {
            return LineReader.Open(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            faults.Report(new(path, 0, $"cannot be opened: {refused.Message}"));
            return null;
        }
    }
}
