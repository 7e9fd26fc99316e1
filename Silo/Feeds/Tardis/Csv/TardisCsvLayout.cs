using Ballast.Silo.Feeds.Tardis.Messages;

namespace Ballast.Silo.Feeds.Tardis.Csv;

/// <summary>The dataset that a CSV file holds, and the positions of its columns.</summary>
/// <remarks>
/// The header identifies the dataset, whatever the order of columns. Trades and liquidations have the same header, and so have
/// quotes and book tickers: a file holds the second kind only if a folder or file name in its path says so.
/// </remarks>
internal sealed class TardisCsvLayout
{
    private static ReadOnlySpan<byte> PublishedBook => "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount"u8;

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
        (AskLevels, BidLevels) = type switch
        {
            MessageTypes.BookSnapshot => (LevelColumns(columns, "asks"), LevelColumns(columns, "bids")),
            MessageTypes.Quote => ([new(columns, "ask_price", "ask_amount")], [new(columns, "bid_price", "bid_amount")]),
            _ => ([], []),
        };
        Form = type switch
        {
            MessageTypes.BookChange => BookForm.Changes,
            MessageTypes.BookSnapshot or MessageTypes.Quote => new(Math.Max(AskLevels.Length, BidLevels.Length), 0),
            _ => default,
        };
    }

    public CsvColumns Columns { get; }

    /// <summary>The normalized message type that the rows stand for.</summary>
    public string Type { get; }

    /// <summary>How the rows describe a book; the default when they do not.</summary>
    public BookForm Form { get; }

    /// <summary>Whether the file holds book changes with the columns in the order that Tardis publishes.</summary>
    public bool IsPublishedBook { get; private init; }

    /// <summary>Columns of the asks, best first, of a dataset whose rows hold several levels.</summary>
    public LevelColumn[] AskLevels { get; }

    /// <summary>Columns of the bids, best first.</summary>
    public LevelColumn[] BidLevels { get; }

    public int Exchange { get; }

    public int Symbol { get; }

    public int Timestamp { get; }

    public int LocalTimestamp { get; }

    public int IsSnapshot { get; }

    public int Id { get; }

    public int Side { get; }

    public int Price { get; }

    public int Amount { get; }

    /// <summary>Recognises a header; <see langword="null"/> when no dataset has it.</summary>
    public static TardisCsvLayout? Recognise(ReadOnlySpan<byte> header, string path)
    {
        var columns = CsvColumns.Parse(header);
        if (!columns.Has("exchange", "symbol", "timestamp", "local_timestamp"))
        {
            return null;
        }

        var type =
            columns.Has("is_snapshot", "side", "price", "amount") ? MessageTypes.BookChange
            : columns.Has("id", "side", "price", "amount") ? Names(path, "liquidations") ? MessageTypes.Liquidation : MessageTypes.Trade
            : columns.Has("funding_timestamp", "funding_rate", "last_price", "mark_price") ? MessageTypes.DerivativeTicker
            : columns.Has("ask_amount", "ask_price", "bid_price", "bid_amount") && !columns.Has("underlying_price")
                ? Names(path, "book_ticker") ? MessageTypes.BookTicker : MessageTypes.Quote
            : columns.Has("asks[0].price", "asks[0].amount", "bids[0].price", "bids[0].amount") ? MessageTypes.BookSnapshot
            : columns.Has("strike_price", "underlying_price") ? MessageTypes.OptionSummary
            : null;
        return type is null ? null : new(columns, type) { IsPublishedBook = header.SequenceEqual(PublishedBook) };
    }

    private static LevelColumn[] LevelColumns(CsvColumns columns, string side) =>
        [.. Enumerable.Range(0, columns.Count)
            .Select(level => new LevelColumn(columns, $"{side}[{level}].price", $"{side}[{level}].amount"))
            .TakeWhile(level => level.Price >= 0 && level.Amount >= 0)];

    private static bool Names(string path, string dataset)
    {
        var parts = path.Split('/', '\\');
        return parts[^1].Contains(dataset, StringComparison.OrdinalIgnoreCase)
            || parts.AsSpan(0, parts.Length - 1).Contains(dataset);
    }
}

/// <summary>The columns of one level.</summary>
/// <param name="PriceName">Name of the price column.</param>
/// <param name="Price">Its position, or -1.</param>
/// <param name="AmountName">Name of the amount column.</param>
/// <param name="Amount">Its position, or -1.</param>
internal readonly record struct LevelColumn(string PriceName, int Price, string AmountName, int Amount)
{
    public LevelColumn(CsvColumns columns, string price, string amount)
        : this(price, columns.IndexOf(price), amount, columns.IndexOf(amount))
    {
    }
}
