using Ballast.Domain.Instruments;
using Ballast.Grains.Feeds;
using Ballast.Silo.Feeds.Tardis.Live.Requests;

namespace Ballast.Silo.Feeds.Tardis.Live.Resuming;

/// <summary>Says what a replay lacks that has ended in order: symbols of which nothing came, and books without a state.</summary>
/// <remarks>A server ends a replay of a symbol that it does not know like any other, and one of books without a snapshot too.</remarks>
internal static partial class ReplayEnd
{
    /// <summary>Says in status and log what the replay lacks; nothing when it lacks nothing.</summary>
    public static void Report(FeedPublisher publisher, IEnumerable<(TardisRequest Request, IReadOnlyCollection<InstrumentId> Seen)> ended, ILogger logger)
    {
        if (Lacking([.. ended], publisher.StaleBooks()) is not { } lacking)
        {
            return;
        }

        publisher.Connection.Warn(lacking);
        publisher.Connection.SetLink($"finished, but {lacking}");
        LogLacking(logger, publisher.Feed, lacking);
    }

    /// <summary>What the replay lacks, in words; <see langword="null"/> when it lacks nothing.</summary>
    /// <param name="ended">The requests, and the instruments that events came for.</param>
    /// <param name="stale">Instruments whose book has no state at the end.</param>
    internal static string? Lacking(IReadOnlyList<(TardisRequest Request, IReadOnlyCollection<InstrumentId> Seen)> ended, IReadOnlyCollection<InstrumentId> stale)
    {
        string[] missing = [.. ended.SelectMany(one => Missing(one.Request, one.Seen))];
        string?[] parts =
        [
            missing.Length > 0 ? $"nothing came for {Names.Of(missing)}: check the symbols and the period" : null,
            stale.Count > 0 ? $"at its end the books have no state of {Names.Of(stale)}" : null,
        ];
        return parts.Any(part => part is not null) ? string.Join("; ", parts.OfType<string>()) : null;
    }

    private static IEnumerable<string> Missing(TardisRequest request, IReadOnlyCollection<InstrumentId> seen)
    {
        // Symbols are asked for in any case, and the server sends them in the exchange's own.
        var came = seen.Select(instrument => instrument.ToString()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return request.Exchanges.SelectMany(exchange => exchange.Symbols.Count > 0
            ? exchange.Symbols.Select(symbol => new InstrumentId(exchange.Exchange, symbol).ToString()).Where(asked => !came.Contains(asked))
            : seen.Any(instrument => instrument.Exchange == exchange.Exchange) ? [] : [exchange.Exchange]);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed {Feed} has finished its replay, but {Lacking}")]
    private static partial void LogLacking(ILogger logger, string feed, string lacking);
}
