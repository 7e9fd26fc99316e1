using System.Text.Json;
using Ballast.Domain.Ledger;

namespace Ballast.Grains.Journaling;

/// <summary>Ledger events as JSON objects with one-letter names; numbers keep their scale. The instrument is the journal's.</summary>
/// <remarks>
/// <c>a</c> account, <c>b</c> portfolio, <c>t</c> venue time in µs, <c>n</c> venue sequence, <c>i</c> id, <c>s</c> side,
/// <c>p</c> price, <c>q</c> quantity, <c>e</c> fee, <c>x</c> fee asset, <c>y</c> rate, <c>l</c> liquidity, <c>m</c> mark or
/// multiplier, <c>v</c> amount, <c>o</c> source, <c>c</c> reason as a number, <c>r</c> order id, reason or provenance,
/// <c>f</c> venue time in µs of the fill that a void is of.
/// A member that is zero, empty or <see langword="null"/> is left out.
/// </remarks>
internal sealed class EventCodec(InstrumentId instrument)
{
    private const string Fills = "abtnispqexylr";
    private const string Voids = "abtnisrfpq";
    private const string Fundings = "abtnoymvi";
    private const string Adjustments = "abtnipqcr";
    private const string Settlements = "abtnp";
    private const string TermsChanges = "abtnm";

    // Most entries of a journal name the same few accounts; one string for all of them.
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private string _account = "";
    private string _portfolio = "";

    /// <summary>Letter that an event of a kind stands under; each is unlike the letters of the other entries.</summary>
    internal static char Letter(EventKind kind) => kind switch
    {
        EventKind.Fill => 'f',
        EventKind.FillVoid => 'v',
        EventKind.Funding => 'u',
        EventKind.Adjustment => 'j',
        EventKind.Settlement => 's',
        EventKind.TermsChange => 'm',
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no stored form of this kind of event."),
    };

    /// <summary>Writes an event's object.</summary>
    /// <exception cref="ArgumentException">It is of another instrument.</exception>
    internal void Write(Utf8JsonWriter json, LedgerEvent item)
    {
        if (item.Instrument != instrument)
        {
            throw new ArgumentException($"{item.Name} is of {item.Instrument}, and the journal of {instrument}.", nameof(item));
        }

        json.WriteStartObject();
        WriteText(json, "a"u8, item.Account);
        WriteText(json, "b"u8, item.Portfolio);
        json.WriteNumber("t"u8, item.VenueTime.Micros);
        if (item.VenueSequence != 0)
        {
            json.WriteNumber("n"u8, item.VenueSequence);
        }

        switch (item)
        {
            case Fill fill:
                json.WriteString("i"u8, fill.TradeId);
                json.WriteNumber("s"u8, (int)fill.Side);
                json.WriteNumber("p"u8, fill.Price);
                json.WriteNumber("q"u8, fill.Quantity);
                WriteNumber(json, "e"u8, fill.Fee == 0 && fill.Fee.Scale == 0 ? null : fill.Fee);
                WriteText(json, "x"u8, fill.FeeAsset, keepEmpty: true);
                WriteNumber(json, "y"u8, fill.FeeRate);
                if (fill.Liquidity != LiquiditySide.Unknown)
                {
                    json.WriteNumber("l"u8, (int)fill.Liquidity);
                }

                WriteText(json, "r"u8, fill.OrderId, keepEmpty: true);
                break;
            case FillVoid taken:
                json.WriteString("i"u8, taken.TradeId);
                json.WriteNumber("s"u8, (int)taken.Side);
                WriteText(json, "r"u8, taken.Reason, keepEmpty: true);
                WriteNumber(json, "f"u8, taken.FillTime?.Micros);
                WriteNumber(json, "p"u8, taken.Price);
                WriteNumber(json, "q"u8, taken.Quantity);
                break;
            case FundingPayment funding:
                json.WriteNumber("o"u8, (int)funding.Source);
                WriteNumber(json, "y"u8, funding.Rate);
                WriteNumber(json, "m"u8, funding.Mark);
                WriteNumber(json, "v"u8, funding.Amount);
                WriteText(json, "i"u8, funding.FundingId, keepEmpty: true);
                break;
            case Adjustment adjustment:
                json.WriteString("i"u8, adjustment.AdjustmentId);
                json.WriteNumber("p"u8, adjustment.Price);
                json.WriteNumber("q"u8, adjustment.Quantity);
                json.WriteNumber("c"u8, (int)adjustment.Reason);
                WriteText(json, "r"u8, adjustment.Provenance, keepEmpty: true);
                break;
            case Settlement settlement:
                json.WriteNumber("p"u8, settlement.Price);
                break;
            case TermsChange change:
                json.WriteNumber("m"u8, change.Multiplier);
                break;
            default:
                throw new ArgumentException($"{item.Name} is a {item.GetType().Name}, which has no stored form.", nameof(item));
        }

        json.WriteEndObject();
    }

    /// <summary>Reads an event's object; <see langword="null"/> when the letter is of no event.</summary>
    /// <exception cref="InvalidDataException">A member is missing or not known.</exception>
    internal LedgerEvent? Read(ref Utf8JsonReader reader, char letter)
    {
        switch (letter)
        {
            case 'f':
                var fill = ReadMembers(ref reader, Fills, "tispq", "a fill");
                return new Fill
                {
                    Instrument = instrument, Account = fill.Account, Portfolio = fill.Portfolio, VenueTime = fill.Time, VenueSequence = fill.Sequence,
                    TradeId = fill.Id!, Side = (Side)fill.Side, Price = fill.Price, Quantity = fill.Quantity, Fee = fill.Fee,
                    FeeAsset = fill.Asset, FeeRate = fill.Rate, Liquidity = (LiquiditySide)fill.Liquidity, OrderId = fill.Text,
                };
            case 'v':
                var taken = ReadMembers(ref reader, Voids, "tis", "a void");
                return new FillVoid
                {
                    Instrument = instrument, Account = taken.Account, Portfolio = taken.Portfolio, VenueTime = taken.Time, VenueSequence = taken.Sequence,
                    TradeId = taken.Id!, Side = (Side)taken.Side, Reason = taken.Text,

                    // No booked void has a price or quantity of 0: what is left out was not given.
                    FillTime = taken.FillTime, Price = taken.Price == 0 ? null : taken.Price, Quantity = taken.Quantity == 0 ? null : taken.Quantity,
                };
            case 'u':
                var funding = ReadMembers(ref reader, Fundings, "to", "a funding");
                return new FundingPayment
                {
                    Instrument = instrument, Account = funding.Account, Portfolio = funding.Portfolio, VenueTime = funding.Time,
                    VenueSequence = funding.Sequence, Source = (FundingSource)funding.Source, Rate = funding.Rate, Mark = funding.Mark, Amount = funding.Amount,
                    FundingId = funding.Id,
                };
            case 'j':
                var adjustment = ReadMembers(ref reader, Adjustments, "tipqc", "an adjustment");
                return new Adjustment
                {
                    Instrument = instrument, Account = adjustment.Account, Portfolio = adjustment.Portfolio, VenueTime = adjustment.Time,
                    VenueSequence = adjustment.Sequence, AdjustmentId = adjustment.Id!, Price = adjustment.Price, Quantity = adjustment.Quantity,
                    Reason = (AdjustmentReason)adjustment.Reason, Provenance = adjustment.Text,
                };
            case 's':
                var settlement = ReadMembers(ref reader, Settlements, "tp", "a settlement");
                return new Settlement
                {
                    Instrument = instrument, Account = settlement.Account, Portfolio = settlement.Portfolio, VenueTime = settlement.Time,
                    VenueSequence = settlement.Sequence, Price = settlement.Price,
                };
            case 'm':
                var change = ReadMembers(ref reader, TermsChanges, "tm", "a terms change");
                return new TermsChange
                {
                    Instrument = instrument, Account = change.Account, Portfolio = change.Portfolio, VenueTime = change.Time,
                    VenueSequence = change.Sequence, Multiplier = change.Mark!.Value,
                };
            default:
                return null;
        }
    }

    private Members ReadMembers(ref Utf8JsonReader reader, string known, string required, string of)
    {
        JsonMembers.Expect(ref reader, JsonTokenType.StartObject, of);
        var members = new Members { Account = "", Portfolio = "" };
        var seen = 0u;
        while (JsonMembers.Next(ref reader, known, of, out var name))
        {
            seen |= 1u << (name - 'a');
            switch (name)
            {
                case 'a': members.Account = _account = Name(ref reader, _account); break;
                case 'b': members.Portfolio = _portfolio = Name(ref reader, _portfolio); break;
                case 't': members.Time = new(reader.GetInt64()); break;
                case 'f': members.FillTime = new Instant(reader.GetInt64()); break;
                case 'n': members.Sequence = reader.GetInt64(); break;
                case 'i': members.Id = Text(ref reader, of, name); break;
                case 's': members.Side = reader.GetInt32(); break;
                case 'p': members.Price = reader.GetDecimal(); break;
                case 'q': members.Quantity = reader.GetDecimal(); break;
                case 'e': members.Fee = reader.GetDecimal(); break;
                case 'x': members.Asset = Name(ref reader, ""); break;
                case 'y': members.Rate = reader.GetDecimal(); break;
                case 'l': members.Liquidity = reader.GetInt32(); break;
                case 'm': members.Mark = reader.GetDecimal(); break;
                case 'v': members.Amount = reader.GetDecimal(); break;
                case 'o': members.Source = reader.GetInt32(); break;
                case 'c': members.Reason = reader.GetInt32(); break;
                default: members.Text = Text(ref reader, of, name); break;
            }
        }

        foreach (var name in required)
        {
            if ((seen & (1u << (name - 'a'))) == 0)
            {
                throw JsonMembers.Missing(of, name);
            }
        }

        return members;
    }

    private static string Text(ref Utf8JsonReader reader, string of, char name) =>
        reader.GetString() ?? throw new InvalidDataException($"{of} has null as its member '{name}'");

    private string Name(ref Utf8JsonReader reader, string last)
    {
        if (reader.ValueTextEquals(last))
        {
            return last;
        }

        var text = Text(ref reader, "an event", 'a');
        if (_names.TryGetValue(text, out var known))
        {
            return known;
        }

        if (_names.Count < 1_000)
        {
            _names.Add(text, text);
        }

        return text;
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value, bool keepEmpty = false)
    {
        if (value is not null && (keepEmpty || value.Length > 0))
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    /// <summary>Members of all kinds.</summary>
    private struct Members
    {
        internal string Account, Portfolio;
        internal string? Id, Asset, Text;
        internal Instant Time;
        internal long Sequence;
        internal int Side, Liquidity, Source, Reason;
        internal decimal Price, Quantity, Fee;
        internal decimal? Rate, Mark, Amount;
        internal Instant? FillTime;
    }
}
