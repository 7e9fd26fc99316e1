using System.Text.Json;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger;

namespace Ballast.Silo.Journals;

/// <summary>One ledger event as a JSON object on one line, as people read it.</summary>
/// <remarks>
/// Times are ISO 8601 in UTC to the microsecond, decimals are strings that keep their scale. What is not said is left out:
/// no venue sequence but the kind's own, no fee, no id. A line of a fill can also be read as a line of a fill file.
/// </remarks>
internal static class EventLine
{
    private static readonly string[] Sides = ["buy", "sell"];
    private static readonly string[] Liquidities = ["unknown", "maker", "taker"];
    private static readonly string[] Sources = ["rate", "venue", "missing"];
    private static readonly string[] Reasons = ["transfer", "opening_balance", "rebooking", "reconciliation"];
    private static readonly string[] Kinds = ["terms_change", "adjustment", "fill", "funding", "settlement", "void"];

    /// <summary>Writes an event's object, without the line's end.</summary>
    internal static void Write(Utf8JsonWriter json, LedgerEvent item)
    {
        json.WriteStartObject();
        json.WriteString("kind"u8, Kinds[(int)item.Kind]);
        json.WriteString("exchange"u8, item.Instrument.Exchange);
        json.WriteString("symbol"u8, item.Instrument.Symbol);
        WriteText(json, "account", item.Account.Length > 0 ? item.Account : null);
        WriteText(json, "portfolio", item.Portfolio.Length > 0 ? item.Portfolio : null);
        json.WriteString("timestamp"u8, item.VenueTime.ToString());
        if (item.VenueSequence != OwnSequence(item.Kind))
        {
            json.WriteNumber("sequence"u8, item.VenueSequence);
        }

        switch (item)
        {
            case Fill fill:
                json.WriteString("id"u8, fill.TradeId);
                json.WriteString("side"u8, Sides[fill.Side == Side.Buy ? 0 : 1]);
                WriteNumber(json, "price", fill.Price);
                WriteNumber(json, "amount", fill.Quantity);
                WriteNumber(json, "fee", fill.Fee == 0 && fill.Fee.Scale == 0 ? null : fill.Fee);
                WriteText(json, "fee_asset", fill.FeeAsset);
                WriteNumber(json, "fee_rate", fill.FeeRate);
                WriteText(json, "liquidity", fill.Liquidity == LiquiditySide.Unknown ? null : Liquidities[(int)fill.Liquidity]);
                WriteText(json, "order_id", fill.OrderId);
                break;
            case FillVoid taken:
                json.WriteString("id"u8, taken.TradeId);
                json.WriteString("side"u8, Sides[taken.Side == Side.Buy ? 0 : 1]);
                WriteText(json, "reason", taken.Reason);
                WriteText(json, "fill_timestamp", taken.FillTime?.ToString());
                WriteNumber(json, "price", taken.Price);
                WriteNumber(json, "amount", taken.Quantity);
                break;
            case FundingPayment funding:
                WriteText(json, "id", funding.FundingId);
                json.WriteString("source"u8, Sources[(int)funding.Source]);
                WriteNumber(json, "rate", funding.Rate);
                WriteNumber(json, "mark", funding.Mark);
                WriteNumber(json, "amount", funding.Amount);
                break;
            case Adjustment adjustment:
                json.WriteString("id"u8, adjustment.AdjustmentId);
                WriteNumber(json, "price", adjustment.Price);
                WriteNumber(json, "amount", adjustment.Quantity);
                json.WriteString("reason"u8, Reasons[(int)adjustment.Reason]);
                WriteText(json, "provenance", adjustment.Provenance);
                break;
            case Settlement settlement:
                WriteNumber(json, "price", settlement.Price);
                break;
            case TermsChange change:
                WriteNumber(json, "multiplier", change.Multiplier);
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>Reads a line.</summary>
    /// <exception cref="InvalidDataException">It is not such an object; the message says what is wrong, with the value.</exception>
    internal static LedgerEvent Read(ReadOnlyMemory<byte> line)
    {
        using var fields = EventFields.Parse(line);
        var kind = (EventKind)fields.Choice("kind", Kinds);
        var instrument = new InstrumentId(fields.Text("exchange"), fields.Text("symbol"));
        var isOfInstrument = kind is EventKind.TermsChange or EventKind.Settlement;
        var (account, portfolio) = isOfInstrument
            ? (fields.OptionalText("account") ?? "", fields.OptionalText("portfolio") ?? "")
            : (fields.Text("account"), fields.Text("portfolio"));
        var time = fields.Time("timestamp");
        var sequence = fields.OptionalInteger("sequence") ?? OwnSequence(kind);
        LedgerEvent read = kind switch
        {
            EventKind.Fill => new Fill
            {
                Instrument = instrument, Account = account, Portfolio = portfolio, VenueTime = time, VenueSequence = sequence,
                TradeId = fields.Text("id"), Side = ReadSide(fields), Price = fields.Decimal("price"), Quantity = fields.Decimal("amount"),
                Fee = fields.OptionalDecimal("fee") ?? 0m, FeeAsset = fields.OptionalText("fee_asset"), FeeRate = fields.OptionalDecimal("fee_rate"),
                Liquidity = fields.Has("liquidity") ? (LiquiditySide)fields.Choice("liquidity", Liquidities) : LiquiditySide.Unknown,
                OrderId = fields.OptionalText("order_id"),
            },
            EventKind.FillVoid => new FillVoid
            {
                Instrument = instrument, Account = account, Portfolio = portfolio, VenueTime = time, VenueSequence = sequence,
                TradeId = fields.Text("id"), Side = ReadSide(fields), Reason = fields.OptionalText("reason"),
                FillTime = fields.Has("fill_timestamp") ? fields.Time("fill_timestamp") : null,
                Price = fields.OptionalDecimal("price"), Quantity = fields.OptionalDecimal("amount"),
            },
            EventKind.Funding => new FundingPayment
            {
                Instrument = instrument, Account = account, Portfolio = portfolio, VenueTime = time, VenueSequence = sequence,
                FundingId = fields.OptionalText("id"), Source = (FundingSource)fields.Choice("source", Sources), Rate = fields.OptionalDecimal("rate"),
                Mark = fields.OptionalDecimal("mark"), Amount = fields.OptionalDecimal("amount"),
            },
            EventKind.Adjustment => new Adjustment
            {
                Instrument = instrument, Account = account, Portfolio = portfolio, VenueTime = time, VenueSequence = sequence,
                AdjustmentId = fields.Text("id"), Price = fields.Decimal("price"), Quantity = fields.Decimal("amount"),
                Reason = (AdjustmentReason)fields.Choice("reason", Reasons), Provenance = fields.OptionalText("provenance"),
            },
            EventKind.Settlement => new Settlement
            {
                Instrument = instrument, Account = account, Portfolio = portfolio, VenueTime = time, VenueSequence = sequence, Price = fields.Decimal("price"),
            },
            _ => new TermsChange
            {
                Instrument = instrument, Account = account, Portfolio = portfolio, VenueTime = time, VenueSequence = sequence,
                Multiplier = fields.Decimal("multiplier"),
            },
        };
        fields.RequireAllRead();
        return read;
    }

    /// <summary>The sequence an event has that was made without one.</summary>
    private static long OwnSequence(EventKind kind) => kind switch
    {
        EventKind.Funding or EventKind.Settlement => long.MaxValue,
        EventKind.TermsChange => long.MinValue,
        _ => 0,
    };

    private static Side ReadSide(EventFields fields) => fields.Choice("side", Sides) == 0 ? Side.Buy : Side.Sell;

    private static void WriteText(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, decimal? value)
    {
        if (value is { } number)
        {
            json.WriteString(name, number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}
