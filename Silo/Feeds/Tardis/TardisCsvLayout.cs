namespace Ballast.Silo.Feeds.Tardis;

/// <summary>Which dataset a CSV file holds and where its columns are.</summary>
/// <remarks>
/// The header tells the dataset, whatever the order of columns. Trades and liquidations have the same header: a file is
/// taken for liquidations only when a folder or the name of its path says so.
/// </remarks>
internal sealed class TardisCsvLayout
{
    private TardisCsvLayout(CsvColumns columns, string type)
    {
        Columns = columns;
        Type = type;
        Exchange = columns.IndexOf("exchange");
        Symbol = columns.IndexOf("symbol");
        Timestamp = columns.IndexOf("timestamp");
        LocalTimestamp = columns.IndexOf("local_timestamp");
        IsSnapshot = columns.IndexOf("is_snapshot");
        Id = columns.IndexOf("id");
        Side = columns.IndexOf("side");
        Price = columns.IndexOf("price");
        Amount = columns.IndexOf("amount");
    }

    public CsvColumns Columns { get; }

    /// <summary>The normalized message type that its rows stand for.</summary>
    public string Type { get; }

    public int Exchange { get; }

    public int Symbol { get; }

    public int Timestamp { get; }

    public int LocalTimestamp { get; }

    public int IsSnapshot { get; }

    public int Id { get; }

    public int Side { get; }

    public int Price { get; }

    public int Amount { get; }

    /// <summary>Recognises a header; <see langword="null"/> for one that is no dataset's.</summary>
    public static TardisCsvLayout? Recognise(ReadOnlySpan<byte> header, string path)
    {
        var columns = CsvColumns.Parse(header);
        if (!columns.Has("exchange", "symbol", "timestamp", "local_timestamp"))
        {
            return null;
        }

        var type =
            columns.Has("is_snapshot", "side", "price", "amount") ? MessageTypes.BookChange
            : columns.Has("id", "side", "price", "amount") ? NamesLiquidations(path) ? MessageTypes.Liquidation : MessageTypes.Trade
            : columns.Has("funding_timestamp", "funding_rate", "last_price", "mark_price") ? MessageTypes.DerivativeTicker
            : columns.Has("ask_amount", "ask_price", "bid_price", "bid_amount") && !columns.Has("underlying_price") ? MessageTypes.Quote
            : columns.Has("asks[0].price", "bids[0].price") ? MessageTypes.BookSnapshot
            : columns.Has("strike_price", "underlying_price") ? MessageTypes.OptionSummary
            : null;
        return type is null ? null : new(columns, type);
    }

    private static bool NamesLiquidations(string path)
    {
        var parts = path.Split('/', '\\');
        return parts[^1].Contains("liquidations", StringComparison.OrdinalIgnoreCase)
            || parts.AsSpan(0, parts.Length - 1).Contains("liquidations");
    }
}
