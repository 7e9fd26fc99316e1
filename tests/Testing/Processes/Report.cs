using System.Globalization;
using System.Text.Json;

namespace Ballast.Testing.Processes;

/// <summary>A JSON report, read without any code of the program.</summary>
public static class Report
{
    /// <summary>All of the output must be one JSON value.</summary>
    public static JsonElement Parse(string output) => JsonDocument.Parse(output).RootElement;

    /// <summary>One instrument of a report.</summary>
    public static JsonElement Instrument(this JsonElement report, string instrument) =>
        report.GetProperty("instruments").EnumerateArray().Single(i => i.GetProperty("instrument").GetString() == instrument);

    /// <summary>One portfolio of a report.</summary>
    public static JsonElement Portfolio(this JsonElement report, string portfolio) =>
        report.GetProperty("portfolios").EnumerateArray().Single(p => p.GetProperty("portfolio").GetString() == portfolio);

    /// <summary>One position of a portfolio.</summary>
    public static JsonElement Position(this JsonElement portfolio, string instrument) =>
        portfolio.GetProperty("positions").EnumerateArray().Single(p => p.GetProperty("instrument").GetString() == instrument);

    /// <summary>A number to its last digit.</summary>
    public static decimal Number(this JsonElement element, string name) =>
        decimal.Parse(element.GetProperty(name).GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>A text.</summary>
    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    /// <summary>Microseconds since 1970 of a time.</summary>
    public static long Micros(this JsonElement element, string name) =>
        (DateTimeOffset.Parse(element.Text(name), CultureInfo.InvariantCulture).UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>Numbers by name, ordered by name.</summary>
    public static SortedDictionary<string, long> Counts(this JsonElement element, string name) =>
        new(element.GetProperty(name).EnumerateObject().ToDictionary(c => c.Name, c => c.Value.GetInt64()), StringComparer.Ordinal);

    /// <summary>Levels of one side, as price and amount.</summary>
    public static (decimal Price, decimal Amount)[] Levels(this JsonElement instrument, string side) =>
        [.. instrument.GetProperty(side).EnumerateArray().Select(level => (level.Number("price"), level.Number("amount")))];
}
