using System.Text;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds.Instruments;
using Ballast.Silo.Feeds.Tardis.Messages;

namespace Ballast.Silo.Feeds.Tardis.Csv;

/// <summary>The last row read of a CSV dataset. Reused from row to row.</summary>
internal sealed class TardisCsvRow(TardisCsvLayout layout)
{
    private static readonly string[] TickerNames =
        ["funding_rate", "predicted_funding_rate", "open_interest", "last_price", "index_price", "mark_price"];

    private readonly InstrumentNames _names = new();
    private readonly LevelBuffer _bids = new();
    private readonly LevelBuffer _asks = new();
    private readonly int[] _tickerColumns = [.. TickerNames.Select(layout.Columns.IndexOf)];
    private readonly double?[] _ticker = new double?[TickerNames.Length];
    private readonly int _fundingColumn = layout.Columns.IndexOf("funding_timestamp");
    private Instant? _fundingTime;
    private string? _id;
    private TakerSide _taker;

    public string Type => layout.Type;

    /// <summary>Whether rows of this dataset are used; other rows are only counted.</summary>
    public bool IsUsed { get; } = MessageTypes.IsUsed(layout.Type) || layout.Form.Depth > 0;

    public InstrumentId Instrument { get; private set; }

    public Instant Timestamp { get; private set; }

    public Instant LocalTimestamp { get; private set; }

    public bool IsSnapshot { get; private set; }

    public bool IsBid { get; private set; }

    public double Price { get; private set; }

    public double Amount { get; private set; }

    /// <summary>Reads a row; returns what is wrong with it, or <see langword="null"/>.</summary>
    public string? Read(ReadOnlySpan<byte> row)
    {
        var fields = layout.Columns.Split(row);
        if (fields != layout.Columns.Count)
        {
            return $"{fields} columns where the header has {layout.Columns.Count}";
        }

        var exchange = layout.Columns.Field(row, layout.Exchange);
        var symbol = layout.Columns.Field(row, layout.Symbol);
        if (exchange.IsEmpty || symbol.IsEmpty)
        {
            return exchange.IsEmpty ? "no exchange" : "no symbol";
        }

        Instrument = _names.TryGet(exchange, symbol, out var known) ? known : new(Encoding.UTF8.GetString(exchange), Encoding.UTF8.GetString(symbol));
        return !IsUsed ? null : ReadTimes(row) ?? Type switch
        {
            MessageTypes.BookChange => ReadFigures(row) ?? ReadLevel(row),
            MessageTypes.BookSnapshot or MessageTypes.Quote =>
                ReadLevels(row, layout.AskLevels, _asks) ?? ReadLevels(row, layout.BidLevels, _bids),
            MessageTypes.DerivativeTicker => ReadTicker(row),
            _ => ReadFigures(row) ?? ReadTrade(row),
        };
    }

    /// <summary>Returns the row as an event; rows of book changes are collected instead.</summary>
    public MarketEvent ToEvent() => Type switch
    {
        MessageTypes.Trade => new Trade
        {
            Instrument = Instrument,
            VenueTime = Timestamp,
            ReceivedAt = LocalTimestamp,
            TradeId = _id,
            Price = Price,
            Amount = Amount,
            Taker = _taker,
        },
        MessageTypes.Liquidation => new Liquidation
        {
            Instrument = Instrument,
            VenueTime = Timestamp,
            ReceivedAt = LocalTimestamp,
            LiquidationId = _id,
            Price = Price,
            Amount = Amount,
            Taker = _taker,
        },
        MessageTypes.BookSnapshot or MessageTypes.Quote => new BookChange
        {
            Instrument = Instrument,
            VenueTime = Timestamp,
            ReceivedAt = LocalTimestamp,
            IsSnapshot = true,
            Bids = _bids.ToArray(),
            Asks = _asks.ToArray(),
        },
        _ => new DerivativeTicker
        {
            Instrument = Instrument,
            VenueTime = Timestamp,
            ReceivedAt = LocalTimestamp,
            FundingTime = _fundingTime,
            FundingRate = _ticker[0],
            PredictedFundingRate = _ticker[1],
            OpenInterest = _ticker[2],
            LastPrice = _ticker[3],
            IndexPrice = _ticker[4],
            MarkPrice = _ticker[5],
        },
    };

    private static string Wrong(string column, ReadOnlySpan<byte> text, string expected) =>
        $"{column} '{FieldText.Shown(text)}' is not {expected}";

    private string? ReadTimes(ReadOnlySpan<byte> row)
    {
        var timestamp = layout.Columns.Field(row, layout.Timestamp);
        var local = layout.Columns.Field(row, layout.LocalTimestamp);
        if (!FieldText.TryInteger(timestamp, out var venueMicros))
        {
            return Wrong("timestamp", timestamp, "a number of microseconds");
        }

        if (!FieldText.TryInteger(local, out var localMicros))
        {
            return Wrong("local_timestamp", local, "a number of microseconds");
        }

        (Timestamp, LocalTimestamp) = (new(venueMicros), new(localMicros));
        return !Timestamp.IsInRange ? Wrong("timestamp", timestamp, "in microseconds from 1970 to 9999")
            : !LocalTimestamp.IsInRange ? Wrong("local_timestamp", local, "in microseconds from 1970 to 9999")
            : null;
    }

    private string? ReadFigures(ReadOnlySpan<byte> row)
    {
        var price = layout.Columns.Field(row, layout.Price);
        var amount = layout.Columns.Field(row, layout.Amount);
        if (!FieldText.TryDouble(price, out var priceValue))
        {
            return Wrong("price", price, "a number");
        }

        if (!FieldText.TryDouble(amount, out var amountValue))
        {
            return Wrong("amount", amount, "a number");
        }

        (Price, Amount) = (priceValue, amountValue);
        return EventRules.Figures(priceValue, amountValue);
    }

    private string? ReadLevel(ReadOnlySpan<byte> row)
    {
        var side = layout.Columns.Field(row, layout.Side);
        IsBid = side.SequenceEqual("bid"u8);
        if (!IsBid && !side.SequenceEqual("ask"u8))
        {
            return Wrong("side", side, "bid or ask");
        }

        var snapshot = layout.Columns.Field(row, layout.IsSnapshot);
        IsSnapshot = snapshot.SequenceEqual("true"u8);
        return IsSnapshot || snapshot.SequenceEqual("false"u8) ? null : Wrong("is_snapshot", snapshot, "true or false");
    }

    private string? ReadLevels(ReadOnlySpan<byte> row, LevelColumn[] columns, LevelBuffer levels)
    {
        levels.Clear();
        foreach (var column in columns)
        {
            var priceText = layout.Columns.Field(row, column.Price);
            var amountText = layout.Columns.Field(row, column.Amount);
            if (priceText.IsEmpty && amountText.IsEmpty)
            {
                continue;
            }

            if (!FieldText.TryDouble(priceText, out var price))
            {
                return Wrong(column.PriceName, priceText, "a number");
            }

            if (!FieldText.TryDouble(amountText, out var amount))
            {
                return Wrong(column.AmountName, amountText, "a number");
            }

            if (EventRules.Figures(price, amount) is { } reason)
            {
                return $"{column.PriceName}: {reason}";
            }

            levels.Add(price, amount);
        }

        return null;
    }

    private string? ReadTrade(ReadOnlySpan<byte> row)
    {
        var side = layout.Columns.Field(row, layout.Side);
        if (EventRules.Taker(side) is not { } taker)
        {
            return Wrong("side", side, "buy, sell or unknown");
        }

        var id = layout.Columns.Field(row, layout.Id);
        (_taker, _id) = (taker, id.IsEmpty ? null : Encoding.UTF8.GetString(id));
        return null;
    }

    private string? ReadTicker(ReadOnlySpan<byte> row)
    {
        var funding = layout.Columns.Field(row, _fundingColumn);
        _fundingTime = null;
        if (!funding.IsEmpty)
        {
            if (!FieldText.TryInteger(funding, out var micros) || !new Instant(micros).IsInRange)
            {
                return Wrong("funding_timestamp", funding, "in microseconds from 1970 to 9999");
            }

            _fundingTime = new(micros);
        }

        for (var i = 0; i < TickerNames.Length; i++)
        {
            var text = layout.Columns.Field(row, _tickerColumns[i]);
            _ticker[i] = null;
            if (!text.IsEmpty)
            {
                if (!FieldText.TryDouble(text, out var value))
                {
                    return Wrong(TickerNames[i], text, "a number");
                }

                _ticker[i] = value;
            }
        }

        return null;
    }
}
