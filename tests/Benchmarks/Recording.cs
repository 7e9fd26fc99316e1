using System.Runtime.InteropServices;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Tardis.Messages;
using Ballast.Testing;

namespace Ballast.Benchmarks;

/// <summary>The book changes of one recording, as bytes and decoded, in memory.</summary>
public sealed class Recording
{
    private const string Ending = ".ndjson.gz";

    private readonly byte[] _bytes;
    private readonly (int Start, int Length)[] _lines;

    private Recording(string name, byte[] bytes, (int Start, int Length)[] lines, BookChange[] changes)
    {
        (Name, _bytes, _lines, Changes) = (name, bytes, lines, changes);
        Levels = changes.Sum(change => (long)change.Bids.Length + change.Asks.Length);
    }

    /// <summary>Names of the recordings that can be found.</summary>
    /// <exception cref="FileNotFoundException">There are none; the message says what is needed.</exception>
    public static IReadOnlyList<string> Names => [.. Files().Select(NameOf)];

    /// <summary>File name without its ending, e.g. <c>binance_BTCUSDT_20240808T2354-0000</c>.</summary>
    public string Name { get; }

    /// <summary>Every book change, in the order of the file.</summary>
    public BookChange[] Changes { get; }

    /// <summary>Levels of all changes, removals included.</summary>
    public long Levels { get; }

    /// <summary>Number of messages.</summary>
    public int Messages => _lines.Length;

    /// <summary>All messages, each followed by a line feed.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Paths of the recordings as normalized JSON: those in <c>normalized/</c>, computed messages left out.</summary>
    /// <exception cref="FileNotFoundException">There are none; the message says what is needed.</exception>
    public static string[] Files()
    {
        var folder = Path.Combine(DataFolders.Recordings, "normalized");
        string[] files = !Directory.Exists(folder) ? [] :
            [.. Directory.EnumerateFiles(folder, "*" + Ending).Where(file => !file.EndsWith(".computed" + Ending, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw new FileNotFoundException(
            $"{folder} has no recordings *{Ending}; set {DataFolders.RecordingsVariable} to a folder of the layout of tests/data/tardis.");
    }

    /// <summary>Paths of the recordings as CSV datasets of whole books; empty when there are none.</summary>
    public static string[] Datasets()
    {
        var folder = Path.Combine(DataFolders.Recordings, "datasets");
        return !Directory.Exists(folder) ? [] :
            [.. Directory.EnumerateFiles(folder, "*.csv.gz", SearchOption.AllDirectories)
                .Where(file => file.Split(Path.DirectorySeparatorChar).Contains("incremental_book_L2")).Order(StringComparer.Ordinal)];
    }

    /// <summary>Path of a dataset from the folder <c>datasets</c> on.</summary>
    public static string DatasetName(string path)
    {
        var parts = path.Split(Path.DirectorySeparatorChar);
        return string.Join('/', parts[Array.LastIndexOf(parts, "datasets")..]);
    }

    /// <summary>One message as UTF-8 JSON.</summary>
    public ReadOnlySpan<byte> Line(int index) => _bytes.AsSpan(_lines[index].Start, _lines[index].Length);

    /// <summary>Loads the recording of a name.</summary>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static Recording Load(string name) =>
        LoadFile(Array.Find(Files(), file => NameOf(file) == name) ?? throw new FileNotFoundException($"There is no recording '{name}'."));

    /// <summary>Loads a recording.</summary>
    public static Recording LoadFile(string path)
    {
        var bytes = new List<byte>();
        var lines = new List<(int, int)>();
        var changes = new List<BookChange>();
        var decoder = new TardisMessageDecoder();
        using var reader = LineReader.Open(path);
        while (reader.Next() == LineStep.Line)
        {
            if (decoder.DecodeAlone(reader.Current) is { Type: MessageTypes.BookChange, Event: BookChange change })
            {
                lines.Add((bytes.Count, reader.Current.Length));
                bytes.AddRange(reader.Current);
                bytes.Add((byte)'\n');
                changes.Add(change);
            }
        }

        return new(NameOf(path), CollectionsMarshal.AsSpan(bytes).ToArray(), [.. lines], [.. changes]);
    }

    private static string NameOf(string path) => Path.GetFileName(path)[..^Ending.Length];
}
