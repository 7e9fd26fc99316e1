using System.IO.Compression;

namespace Ballast.Reliability.Tests.Processes;

/// <summary>The real recordings: <c>shared/data/tardis</c> beside the repository or in a folder above it, and only where there is none what <c>BALLAST_DATA</c> names.</summary>
internal static class Recordings
{
    private const string Advice =
        "the tests of whole processes replay the recordings in shared/data/tardis (see its SOURCES.md); put that folder beside the repository, or set BALLAST_DATA to its data/tardis";

    /// <summary>Spot, linear and inverse, six minutes each, as normalized NDJSON.</summary>
    public static string[] Normalized =>
    [
        Find("normalized", "binance_BTCUSDT_20240808T2354-0000.ndjson.gz"),
        Find("normalized", "binance-delivery_BTCUSD_PERP_20240808T2354-0000.ndjson.gz"),
        Find("normalized", "binance-futures_BTCUSDT_20240808T2354-0000.ndjson.gz"),
    ];

    /// <summary>Linear and inverse of the same six minutes as CSV datasets, books and trades.</summary>
    public static string[] Datasets =>
    [
        Find("datasets", "binance-delivery", "incremental_book_L2"),
        Find("datasets", "binance-delivery", "trades"),
        Find("datasets", "binance-futures", "incremental_book_L2"),
        Find("datasets", "binance-futures", "trades"),
    ];

    /// <summary>The datasets of the best prices of one of them.</summary>
    public static string Quotes => Find("datasets", "binance-futures", "quotes");

    /// <summary>The first lines of a recording, without their ends.</summary>
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

    private static string Find(params string[] parts)
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var found = Path.Combine([at.FullName, "shared", "data", "tardis", .. parts]);
            if (Path.Exists(found))
            {
                return found;
            }
        }

        return Environment.GetEnvironmentVariable("BALLAST_DATA") is { } named && Path.Combine([named, .. parts]) is var other && Path.Exists(other)
            ? other
            : throw new FileNotFoundException($"{Path.Combine(parts)} was not found above {AppContext.BaseDirectory}: {Advice}.");
    }
}
