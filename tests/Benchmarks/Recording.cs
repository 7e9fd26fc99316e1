using System.Runtime.InteropServices;
using Ballast.Domain.MarketData;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Tardis;

namespace Ballast.Benchmarks;

/// <summary>The book changes of one shared recording, as bytes and decoded, in memory.</summary>
public sealed class Recording
{
    private readonly byte[] _bytes;
    private readonly (int Start, int Length)[] _lines;

    private Recording(string name, byte[] bytes, (int Start, int Length)[] lines, BookChange[] changes)
    {
        (Name, _bytes, _lines, Changes) = (name, bytes, lines, changes);
        Levels = changes.Sum(change => (long)change.Bids.Length + change.Asks.Length);
    }

    /// <summary>Names of the shared recordings, which are also the beginnings of their file names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["binance-futures_BTCUSDT", "binance-delivery_BTCUSD_PERP", "binance_BTCUSDT"];

    /// <summary>Exchange and symbol.</summary>
    public string Name { get; }

    /// <summary>Every book change, in the order of the file.</summary>
    public BookChange[] Changes { get; }

    /// <summary>Levels of all changes, removals included.</summary>
    public long Levels { get; }

    /// <summary>Number of messages.</summary>
    public int Messages => _lines.Length;

    /// <summary>All messages, each followed by a line feed.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>One message as UTF-8 JSON.</summary>
    public ReadOnlySpan<byte> Line(int index) => _bytes.AsSpan(_lines[index].Start, _lines[index].Length);

    /// <summary>Loads a shared recording.</summary>
    /// <exception cref="FileNotFoundException">It is not there; the message says what is needed.</exception>
    public static Recording Load(string name)
    {
        var path = Path.Combine(Folder() ?? "", "normalized", $"{name}_20240808T2354-0000.ndjson.gz");
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"shared/data/tardis/normalized/{Path.GetFileName(path)} is needed beside the repository or above it; or set BALLAST_DATA to the folder that holds normalized/.");
        }

        var bytes = new List<byte>();
        var lines = new List<(int, int)>();
        var changes = new List<BookChange>();
        var decoder = new TardisMessageDecoder();
        using var reader = LineReader.Open(path);
        while (reader.Next() == LineStep.Line)
        {
            if (decoder.Decode(reader.Current).Event is BookChange change)
            {
                lines.Add((bytes.Count, reader.Current.Length));
                bytes.AddRange(reader.Current);
                bytes.Add((byte)'\n');
                changes.Add(change);
            }
        }

        return new(name, CollectionsMarshal.AsSpan(bytes).ToArray(), [.. lines], [.. changes]);
    }

    private static string? Folder()
    {
        if (Environment.GetEnvironmentVariable("BALLAST_DATA") is { Length: > 0 } named)
        {
            return named;
        }

        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var candidate = Path.Combine(at.FullName, "shared", "data", "tardis");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
