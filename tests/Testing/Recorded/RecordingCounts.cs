using System.Text.Json;

namespace Ballast.Testing.Recorded;

/// <summary>What the recordings hold, counted without the program: the numbers that tests expect to find.</summary>
/// <remarks>
/// <c>counts.json</c> in the folder of recordings, else the table of the full recordings, which have none of their own.
/// </remarks>
public sealed record RecordingCounts
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web);
    private static readonly Lazy<RecordingCounts> Read = new(() => ReadFrom(DataFolders.Recordings));

    /// <summary>The counts of the recordings that tests read.</summary>
    public static RecordingCounts Current => Read.Value;

    /// <summary>Arrival of the first normalized message, as reports print it.</summary>
    public required string From { get; init; }

    /// <summary>Arrival of the last normalized message, as reports print it.</summary>
    public required string To { get; init; }

    /// <summary>By instrument, as <c>exchange/symbol</c>.</summary>
    public required SortedDictionary<string, InstrumentCounts> Instruments { get; init; }

    /// <summary>The file of computed messages.</summary>
    public required ComputedCounts Computed { get; init; }

    /// <summary>Fewest messages of all files in JSON, examples included.</summary>
    public required int LeastJsonMessages { get; init; }

    /// <summary>Seconds that the linear instrument's mid is sampled at.</summary>
    public required int Samples { get; init; }

    /// <summary>Fewest joint one-second moves that a risk figure must rest on.</summary>
    public required int LeastObservations { get; init; }

    /// <summary>Fewest forecasts of one second that must have an outcome.</summary>
    public required int LeastForecasts { get; init; }

    /// <summary>The best ask of the first row of <c>csv-real</c>'s snapshots.</summary>
    public required double FirstSnapshotAsk { get; init; }

    /// <summary>Normalized messages of all instruments.</summary>
    public long Messages => Instruments.Values.Sum(one => one.BookChanges + one.Trades);

    /// <summary>Reads the table that belongs to a folder of recordings.</summary>
    public static RecordingCounts ReadFrom(string recordings)
    {
        var beside = Path.Combine(recordings, "counts.json");
        var path = File.Exists(beside) ? beside : Path.Combine(DataFolders.Own, "counts-full.json");
        return JsonSerializer.Deserialize<RecordingCounts>(File.ReadAllBytes(path), Form)!;
    }
}

/// <summary>Messages of one instrument.</summary>
/// <param name="BookChanges">Normalized book changes, snapshots included.</param>
/// <param name="Trades">Normalized trades.</param>
/// <param name="Levels">Price levels of all book changes, removals included.</param>
/// <param name="Quotes">Rows of the dataset of best prices; <see langword="null"/> without such a dataset.</param>
public sealed record InstrumentCounts(int BookChanges, int Trades, int Levels, int? Quotes);

/// <summary>Messages of the file of computed ones.</summary>
/// <param name="Messages">All of them.</param>
/// <param name="Superseded">Shallower snapshots that a deeper one of the same file makes superfluous.</param>
/// <param name="LeastCompared">Fewest snapshots that arrive with a change of the whole book.</param>
/// <param name="MostCompared">Most of them.</param>
public sealed record ComputedCounts(int Messages, int Superseded, int LeastCompared, int MostCompared);
