using System.Globalization;

namespace Ballast.Cluster.Tests.Live;

/// <summary>Normalized messages as a server writes them.</summary>
internal static class Message
{
    /// <summary>Second 0 of every message.</summary>
    internal static readonly DateTimeOffset Start = new(2024, 8, 8, 23, 54, 15, TimeSpan.Zero);

    /// <summary>A book message with one level a side.</summary>
    internal static string Book(InstrumentId id, int second, bool isSnapshot, (double Price, double Amount) bid, (double Price, double Amount) ask) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"type":"book_change","symbol":"{{id.Symbol}}","exchange":"{{id.Exchange}}","isSnapshot":{{(isSnapshot ? "true" : "false")}},"bids":[{"price":{{bid.Price}},"amount":{{bid.Amount}}}],"asks":[{"price":{{ask.Price}},"amount":{{ask.Amount}}}],"timestamp":"{{Time(second)}}","localTimestamp":"{{Time(second)}}"}""");

    internal static string Trade(InstrumentId id, int second, string tradeId) =>
        $$"""{"type":"trade","symbol":"{{id.Symbol}}","exchange":"{{id.Exchange}}","id":"{{tradeId}}","price":100,"amount":1,"side":"buy","timestamp":"{{Time(second)}}","localTimestamp":"{{Time(second)}}"}""";

    /// <summary>The server has lost an exchange.</summary>
    internal static string Disconnect(string exchange, int second, params string[] symbols) =>
        $$"""{"type":"disconnect","exchange":"{{exchange}}","localTimestamp":"{{Time(second)}}"{{(symbols.Length == 0 ? "" : $",\"symbols\":[\"{string.Join("\",\"", symbols)}\"]")}}}""";

    /// <summary>The server could not reach an exchange.</summary>
    internal static string Error(string exchange, string details) =>
        $$"""{"type":"error","exchange":"{{exchange}}","localTimestamp":"{{Time(0)}}","details":"{{details}}","subSequentErrorsCount":2}""";

    private static string Time(int second) => Start.AddSeconds(second).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
