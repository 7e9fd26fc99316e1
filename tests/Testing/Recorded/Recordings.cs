using System.IO.Compression;

namespace Ballast.Testing.Recorded;

/// <summary>The recordings that tests read; see README.md of <c>tests/data</c>.</summary>
public static class Recordings
{
    /// <summary>Spot, linear and inverse over the same minutes, as normalized NDJSON.</summary>
    public static string[] Normalized =>
    [
        Get("normalized", "binance_BTCUSDT_20240808T2354-0000.ndjson.gz"),
        Get("normalized", "binance-delivery_BTCUSD_PERP_20240808T2354-0000.ndjson.gz"),
        Get("normalized", "binance-futures_BTCUSDT_20240808T2354-0000.ndjson.gz"),
    ];

    /// <summary>CSV datasets of the same minutes: books and trades of the inverse instrument, then those of the linear one.</summary>
    public static string[] Datasets =>
    [
        Get("datasets", "binance-delivery", "incremental_book_L2"),
        Get("datasets", "binance-delivery", "trades"),
        Get("datasets", "binance-futures", "incremental_book_L2"),
        Get("datasets", "binance-futures", "trades"),
    ];

    /// <summary>The dataset of the linear one's best prices.</summary>
    public static string Quotes => Get("datasets", "binance-futures", "quotes");

    /// <summary>A file or folder of the recordings.</summary>
    /// <exception cref="FileNotFoundException">The recordings have no such file.</exception>
    public static string Get(params string[] parts)
    {
        var path = Path.Combine([DataFolders.Recordings, .. parts]);
        return Path.Exists(path)
            ? path
            : throw new FileNotFoundException($"{path} is missing; set {DataFolders.RecordingsVariable} to a folder that has all files of tests/data/tardis.");
    }

    /// <summary>Copies of <see cref="Normalized"/> that end with the messages that arrived before this time.</summary>
    /// <param name="folder">Where the copies are written.</param>
    /// <param name="end">Time as the recordings write it, e.g. <c>2024-08-08T23:56:00</c>.</param>
    public static string[] Until(TemporaryFolder folder, string end)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return [.. Normalized.Select(path => folder.WriteGzip(
            Path.GetFileName(path), Lines(path).TakeWhile(line => string.CompareOrdinal(Arrival(line), end) < 0)))];
    }

    /// <summary>Copies of <see cref="Normalized"/> that begin with the messages that arrived at this time; with <see cref="Until"/> in another folder they make the whole.</summary>
    /// <param name="folder">Where the copies are written.</param>
    /// <param name="begin">Time as the recordings write it.</param>
    public static string[] From(TemporaryFolder folder, string begin)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return [.. Normalized.Select(path => folder.WriteGzip(
            Path.GetFileName(path), Lines(path).SkipWhile(line => string.CompareOrdinal(Arrival(line), begin) < 0)))];
    }

    private static string Arrival(string line)
    {
        const string member = "\"localTimestamp\":\"";
        return line[(line.LastIndexOf(member, StringComparison.Ordinal) + member.Length)..];
    }

    /// <summary>The first lines of a gzip file, without their ends.</summary>
    public static IReadOnlyList<string> Lines(string path, int most = int.MaxValue)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var lines = new List<string>();
        while (lines.Count < most && reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }
}
