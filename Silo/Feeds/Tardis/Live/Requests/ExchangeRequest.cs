using System.Text.RegularExpressions;
using Ballast.Silo.Feeds.Tardis.Live.Settings;
using Ballast.Silo.Feeds.Tardis.Messages;

namespace Ballast.Silo.Feeds.Tardis.Live.Requests;

/// <summary>What is asked of one exchange. A request may name an exchange only once, because a server delivers twice what is named twice.</summary>
/// <param name="Exchange">Exchange id, lower case.</param>
/// <param name="Symbols">Symbols as configured, in any case of letters; empty means all.</param>
/// <param name="DataTypes">Data types.</param>
internal sealed partial record ExchangeRequest(string Exchange, IReadOnlyList<string> Symbols, IReadOnlyList<string> DataTypes)
{
    /// <summary>Merges entries to one per exchange; symbols that differ only in case count as one.</summary>
    /// <exception cref="StartupException">An entry cannot be used; the message names key and value.</exception>
    public static IReadOnlyList<ExchangeRequest> Merge(string feed, IList<TardisExchangeOptions> entries)
    {
        if (entries.Count == 0)
        {
            throw TardisFeed.Wrong($"{feed}:Exchanges", null, "a feed needs at least one exchange, e.g. Exchanges:0:Exchange = binance-futures");
        }

        var merged = new Dictionary<string, (List<string> Symbols, List<string> Types, bool All)>();
        for (var i = 0; i < entries.Count; i++)
        {
            var (key, entry) = ($"{feed}:Exchanges:{i}", entries[i]);
            var exchange = entry.Exchange?.Trim().ToLowerInvariant();
            if (exchange is null || !ExchangeId().IsMatch(exchange))
            {
                throw TardisFeed.Wrong($"{key}:Exchange", entry.Exchange, "it must be an exchange id of Tardis such as binance-futures");
            }

            if (entry.Symbols.FirstOrDefault(string.IsNullOrWhiteSpace) is { } empty)
            {
                throw TardisFeed.Wrong($"{key}:Symbols", empty, "a symbol must not be empty");
            }

            if (entry.DataTypes.FirstOrDefault(type => !DataType().IsMatch(type)) is { } unknown)
            {
                throw TardisFeed.Wrong($"{key}:DataTypes", unknown, "a server ignores types it does not know; known are book_change, trade, derivative_ticker, "
                    + "liquidation, book_ticker, option_summary, quote[_1s], book_snapshot_<depth>[_grouped<size>]_<interval> and trade_bar_<interval>");
            }

            var known = merged.GetValueOrDefault(exchange, ([], [], false));
            known.Item1.AddRange(entry.Symbols.Select(symbol => symbol.Trim()));
            known.Item2.AddRange(entry.DataTypes.Count > 0 ? entry.DataTypes : DefaultTypes(exchange));
            merged[exchange] = (known.Item1, known.Item2, known.Item3 || entry.Symbols.Count == 0);
        }

        return
        [
            .. merged.Select(entry => new ExchangeRequest(
                entry.Key,
                entry.Value.All ? [] : [.. entry.Value.Symbols.Distinct(StringComparer.OrdinalIgnoreCase)],
                [.. entry.Value.Types.Distinct()])),
        ];
    }

    private static string[] DefaultTypes(string exchange) => DerivativeExchanges.Has(exchange)
        ? [MessageTypes.Trade, MessageTypes.BookChange, MessageTypes.DerivativeTicker]
        : [MessageTypes.Trade, MessageTypes.BookChange];

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex ExchangeId();

    [GeneratedRegex(@"^(book_change|trade|derivative_ticker|liquidation|book_ticker|option_summary|quote(_\d+(ms|s|m))?|book_snapshot_[1-9]\d*(_grouped[0-9.]+)?_\d+(ms|s|m)|trade_bar_[1-9]\d*(ms|s|m|ticks|vol))$")]
    private static partial Regex DataType();
}
