using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Ballast.Domain;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Feeds.Tardis.Messages;

/// <summary>The members of one normalized message, in whatever order they come. Reused from message to message.</summary>
internal sealed class MessageMembers
{
    private readonly Utf8Names _names = new();
    private readonly LevelBuffer _bids = new();
    private readonly LevelBuffer _asks = new();
    private int _listed;

    public string? Type { get; private set; }

    public string? Exchange { get; private set; }

    public string? Symbol { get; private set; }

    /// <summary>Symbols that a disconnect concerns; <see langword="null"/> when the message has no list of texts.</summary>
    public IReadOnlyList<string>? Symbols { get; private set; }

    public string? Id { get; private set; }

    public string? Side { get; private set; }

    public Instant? Timestamp { get; private set; }

    public Instant? LocalTimestamp { get; private set; }

    public Instant? FundingTimestamp { get; private set; }

    public bool? IsSnapshot { get; private set; }

    public bool HasLevels { get; private set; }

    public double? Price { get; private set; }

    public double? Amount { get; private set; }

    public double? LastPrice { get; private set; }

    public double? OpenInterest { get; private set; }

    public double? FundingRate { get; private set; }

    public double? PredictedFundingRate { get; private set; }

    public double? IndexPrice { get; private set; }

    public double? MarkPrice { get; private set; }

    public double? Depth { get; private set; }

    public double? Interval { get; private set; }

    public double? Grouping { get; private set; }

    /// <summary>The first member that cannot be used, in words. It matters only if messages of this type are used.</summary>
    public string? Fault { get; private set; }

    /// <summary>Bids, valid until the next message.</summary>
    public ReadOnlySpan<BookLevel> Bids => _bids.Span;

    /// <summary>Asks, valid until the next message.</summary>
    public ReadOnlySpan<BookLevel> Asks => _asks.Span;

    /// <summary>How the message describes a book; <see langword="null"/> when its levels are groups of prices.</summary>
    public BookForm? Form =>
        Type == MessageTypes.BookChange ? BookForm.Changes
        : Type != MessageTypes.BookSnapshot ? default(BookForm)
        : Grouping is not null ? null
        : new((int)(Depth ?? Math.Max(_listed, 1)), (long)(Interval ?? 0));

    /// <summary>Reads one message.</summary>
    /// <exception cref="JsonException">The message is not JSON.</exception>
    /// <exception cref="InvalidOperationException">A text in the message is not Unicode.</exception>
    public void Read(ReadOnlySpan<byte> message)
    {
        Clear();
        var reader = new Utf8JsonReader(message);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("not an object", null, 0, 0);
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadMember(ref reader);
        }

        // One more read makes the reader refuse anything after the object.
        reader.Read();
    }

    private void Clear()
    {
        (Type, Exchange, Symbol, Symbols, Id, Side, Fault) = (null, null, null, null, null, null, null);
        (Timestamp, LocalTimestamp, FundingTimestamp, IsSnapshot, HasLevels) = (null, null, null, null, false);
        (Price, Amount, LastPrice, OpenInterest) = (null, null, null, null);
        (FundingRate, PredictedFundingRate, IndexPrice, MarkPrice) = (null, null, null, null);
        (Depth, Interval, Grouping, _listed) = (null, null, null, 0);
        _bids.Clear();
        _asks.Clear();
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("type"u8)) { Type = ReadText(ref reader, "type") is { } type ? MessageTypes.Intern(type) : null; }
        else if (reader.ValueTextEquals("symbol"u8)) { Symbol = ReadText(ref reader, "symbol"); }
        else if (reader.ValueTextEquals("exchange"u8)) { Exchange = ReadText(ref reader, "exchange"); }
        else if (reader.ValueTextEquals("isSnapshot"u8)) { IsSnapshot = ReadFlag(ref reader, "isSnapshot"); }
        else if (reader.ValueTextEquals("bids"u8)) { ReadLevels(ref reader, _bids, "bids"); }
        else if (reader.ValueTextEquals("asks"u8)) { ReadLevels(ref reader, _asks, "asks"); }
        else if (reader.ValueTextEquals("timestamp"u8)) { Timestamp = ReadTime(ref reader, "timestamp"); }
        else if (reader.ValueTextEquals("localTimestamp"u8)) { LocalTimestamp = ReadTime(ref reader, "localTimestamp"); }
        else if (reader.ValueTextEquals("id"u8)) { Id = ReadId(ref reader); }
        else if (reader.ValueTextEquals("price"u8)) { Price = ReadNumber(ref reader, "price"); }
        else if (reader.ValueTextEquals("amount"u8)) { Amount = ReadNumber(ref reader, "amount"); }
        else if (reader.ValueTextEquals("side"u8)) { Side = ReadText(ref reader, "side"); }
        else if (reader.ValueTextEquals("lastPrice"u8)) { LastPrice = ReadNumber(ref reader, "lastPrice"); }
        else if (reader.ValueTextEquals("openInterest"u8)) { OpenInterest = ReadNumber(ref reader, "openInterest"); }
        else if (reader.ValueTextEquals("fundingRate"u8)) { FundingRate = ReadNumber(ref reader, "fundingRate"); }
        else if (reader.ValueTextEquals("fundingTimestamp"u8)) { FundingTimestamp = ReadTime(ref reader, "fundingTimestamp"); }
        else if (reader.ValueTextEquals("predictedFundingRate"u8)) { PredictedFundingRate = ReadNumber(ref reader, "predictedFundingRate"); }
        else if (reader.ValueTextEquals("indexPrice"u8)) { IndexPrice = ReadNumber(ref reader, "indexPrice"); }
        else if (reader.ValueTextEquals("markPrice"u8)) { MarkPrice = ReadNumber(ref reader, "markPrice"); }
        else if (reader.ValueTextEquals("depth"u8)) { Depth = ReadWhole(ref reader, "depth", 1, BookForm.MaxDepth); }
        else if (reader.ValueTextEquals("interval"u8)) { Interval = ReadWhole(ref reader, "interval", 0, long.MaxValue / 2); }
        else if (reader.ValueTextEquals("grouping"u8)) { Grouping = ReadNumber(ref reader, "grouping"); }
        else if (reader.ValueTextEquals("symbols"u8)) { Symbols = TextList.Read(ref reader); }
        else { reader.Skip(); }
    }

    private void ReadLevels(ref Utf8JsonReader reader, LevelBuffer levels, string side)
    {
        reader.Read();
        levels.Clear();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Refuse(ref reader, side, "a list");
            return;
        }

        HasLevels = true;
        var listed = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                Refuse(ref reader, side, "a list of levels");
                continue;
            }

            ReadLevel(ref reader, levels, side);
            listed++;
        }

        _listed = Math.Max(_listed, listed);
    }

    private void ReadLevel(ref Utf8JsonReader reader, LevelBuffer levels, string side)
    {
        double? price = null, amount = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("price"u8)) { price = ReadNumber(ref reader, "price"); }
            else if (reader.ValueTextEquals("amount"u8)) { amount = ReadNumber(ref reader, "amount"); }
            else { reader.Skip(); }
        }

        // Tardis pads a book that has fewer levels than asked for with levels that have neither.
        if (price is { } p && amount is { } a)
        {
            Fault ??= EventRules.Figures(p, a) is { } wrong ? $"a level of {side}: {wrong}" : null;
            levels.Add(p, a);
        }
        else if (price is not null || amount is not null)
        {
            Fault ??= $"a level of {side} without {(price is null ? "price" : "amount")}";
        }
    }

    private string? ReadText(ref Utf8JsonReader reader, string member)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.ValueIsEscaped || !Utf8.IsValid(reader.ValueSpan) ? reader.GetString() : _names.Get(reader.ValueSpan);
        }

        Refuse(ref reader, member, "a text");
        return null;
    }

    private string? ReadId(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString();
        }

        if (reader.TokenType == JsonTokenType.Number)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }

        Refuse(ref reader, "id", "a text");
        return null;
    }

    private double? ReadNumber(ref Utf8JsonReader reader, string member)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value) && double.IsFinite(value))
        {
            return value;
        }

        Refuse(ref reader, member, "a number");
        return null;
    }

    private double? ReadWhole(ref Utf8JsonReader reader, string member, double least, double most)
    {
        var number = ReadNumber(ref reader, member);
        if (number is { } value && (value < least || value > most || value != Math.Floor(value)))
        {
            Fault ??= string.Create(CultureInfo.InvariantCulture, $"{member} {value} is not a whole number from {least}");
            return null;
        }

        return number;
    }

    private bool? ReadFlag(ref Utf8JsonReader reader, string member)
    {
        reader.Read();
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return reader.GetBoolean();
        }

        Refuse(ref reader, member, "true or false");
        return null;
    }

    private Instant? ReadTime(ref Utf8JsonReader reader, string member)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            var text = reader.ValueIsEscaped || !Utf8.IsValid(reader.ValueSpan) ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;
            if (FieldText.TryTime(text, out var time) && time.IsInRange)
            {
                return time;
            }
        }

        Refuse(ref reader, member, "a time in UTC");
        return null;
    }

    private void Refuse(ref Utf8JsonReader reader, string member, string expected)
    {
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            Fault ??= $"{member} is not {expected}";
            reader.Skip();
        }
        else if (reader.TokenType != JsonTokenType.Null)
        {
            Fault ??= $"{member} '{FieldText.Shown(reader.ValueSpan)}' is not {expected}";
        }
    }
}
