using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds.Tardis;
using Ballast.Silo.Feeds.Tardis.Messages;

namespace Ballast.Silo.Tests.Decoding;

/// <summary>What a message means, written down for reading and not for speed: the oracle of <see cref="TardisMessageDecoder"/>.</summary>
/// <remarks>Shares no parsing with it beyond System.Text.Json's own reader. Reasons of faults are not repeated, only that there is one.</remarks>
internal sealed partial class NaiveTardisDecoder
{
    private static readonly string[] Used = ["trade", "book_change", "book_snapshot", "derivative_ticker", "liquidation", "disconnect"];
    private static readonly string[] Unused = ["book_ticker", "option_summary", "trade_bar", "quote"];

    private static readonly string[] Numbers =
        ["price", "amount", "lastPrice", "openInterest", "fundingRate", "predictedFundingRate", "indexPrice", "markPrice", "depth", "interval", "grouping"];

    private readonly Dictionary<string, double?> _numbers = [];
    private readonly Dictionary<string, string?> _texts = [];
    private readonly Dictionary<string, Instant?> _times = [];
    private readonly Dictionary<string, BookLevel[]> _levels = new() { ["bids"] = [], ["asks"] = [] };
    private string[] _symbols = [];
    private bool? _isSnapshot;
    private bool _hasLevels;
    private int _listed;
    private bool _isWrong;

    public static TardisMessage Decode(byte[] message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            return document.RootElement.ValueKind == JsonValueKind.Object ? new NaiveTardisDecoder().Take(document.RootElement) : Fault();
        }
        catch (JsonException)
        {
            return Fault();
        }
        catch (InvalidOperationException)
        {
            return Fault();
        }
    }

    /// <summary>Whether two results are the same, numbers to the bit; of faults only that they are faults.</summary>
    public static bool AreSame(TardisMessage one, TardisMessage other) =>
        one.Outcome == other.Outcome
        && (one.Outcome == MessageOutcome.Fault
            || (one.Instrument == other.Instrument && one.Type == other.Type && one.Form == other.Form && AreSame(one.Event, other.Event)));

    private static bool AreSame(MarketEvent? one, MarketEvent? other)
    {
        if (one is Disconnect cut && other is Disconnect otherCut)
        {
            return cut with { Symbols = null } == otherCut with { Symbols = null } && (cut.Symbols ?? []).SequenceEqual(otherCut.Symbols ?? []);
        }

        if (one is not BookChange left || other is not BookChange right)
        {
            return one is null ? other is null : one.Equals(other);
        }

        return left.Instrument == right.Instrument && left.VenueTime == right.VenueTime && left.ReceivedAt == right.ReceivedAt
            && left.IsSnapshot == right.IsSnapshot && AreSame(left.Bids, right.Bids) && AreSame(left.Asks, right.Asks);
    }

    private static bool AreSame(BookLevel[] one, BookLevel[] other) =>
        one.Length == other.Length && one.Zip(other).All(pair =>
            BitConverter.DoubleToInt64Bits(pair.First.Price) == BitConverter.DoubleToInt64Bits(pair.Second.Price)
            && BitConverter.DoubleToInt64Bits(pair.First.Amount) == BitConverter.DoubleToInt64Bits(pair.Second.Amount));

    private static TardisMessage Fault() => new(MessageOutcome.Fault, default, "", null, "");

    private TardisMessage Take(JsonElement root)
    {
        foreach (var member in root.EnumerateObject())
        {
            foreach (var name in Numbers.Where(member.NameEquals))
            {
                _numbers[name] = name switch
                {
                    "depth" => Whole(member.Value, 1, 100_000),
                    "interval" => Whole(member.Value, 0, long.MaxValue / 2),
                    _ => Number(member.Value),
                };
            }

            foreach (var name in new[] { "type", "symbol", "exchange", "side" }.Where(member.NameEquals))
            {
                _texts[name] = Text(member.Value);
            }

            foreach (var name in new[] { "timestamp", "localTimestamp", "fundingTimestamp" }.Where(member.NameEquals))
            {
                _times[name] = Time(member.Value);
            }

            foreach (var name in new[] { "bids", "asks" }.Where(member.NameEquals))
            {
                _levels[name] = [.. Levels(member.Value)];
            }

            if (member.NameEquals("symbols"))
            {
                var isList = member.Value.ValueKind == JsonValueKind.Array && member.Value.EnumerateArray().All(IsPlain);
                _symbols = isList ? [.. member.Value.EnumerateArray().Select(symbol => symbol.GetString()!)] : [];
            }

            if (member.NameEquals("id"))
            {
                _texts["id"] = member.Value.ValueKind == JsonValueKind.Number ? member.Value.GetRawText() : Text(member.Value);
            }
            else if (member.NameEquals("isSnapshot"))
            {
                _isSnapshot = member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? member.Value.GetBoolean() : Wrong<bool>(member.Value);
            }
        }

        return Judge(new(_texts.GetValueOrDefault("exchange") ?? "", _texts.GetValueOrDefault("symbol") ?? ""));
    }

    private TardisMessage Judge(InstrumentId instrument)
    {
        var type = _texts.GetValueOrDefault("type") ?? "";
        if (type.Length == 0)
        {
            return Fault();
        }

        if (Unused.Contains(type) || (type == "book_snapshot" && N("grouping") is not null))
        {
            return new(MessageOutcome.Unused, instrument, type, null, null);
        }

        if (!Used.Contains(type))
        {
            return new(MessageOutcome.UnknownType, instrument, type, null, "");
        }

        var (at, arrival, side) = (_times.GetValueOrDefault("timestamp"), _times.GetValueOrDefault("localTimestamp"), _texts.GetValueOrDefault("side"));
        var isWhole = type == "disconnect" || (instrument.Symbol.Length > 0 && at is not null);
        if (_isWrong || instrument.Exchange.Length == 0 || arrival is not { } received || !isWhole)
        {
            return Fault();
        }

        if (type is "trade" or "liquidation" && (!(N("price") > 0) || !(N("amount") >= 0) || side is not ("buy" or "sell" or "unknown")))
        {
            return Fault();
        }

        if (type is "book_change" or "book_snapshot" && (!_hasLevels || (type == "book_change" && _isSnapshot is null)))
        {
            return Fault();
        }

        var form = type switch
        {
            "book_change" => BookForm.Changes,
            "book_snapshot" => new((int)(N("depth") ?? Math.Max(1, _listed)), (long)(N("interval") ?? 0)),
            _ => default,
        };
        return new(MessageOutcome.Event, instrument, type, Event(type, instrument, at ?? received, received, side), null, form);
    }

    private MarketEvent Event(string type, InstrumentId instrument, Instant venue, Instant received, string? side)
    {
        var taker = side switch { "buy" => TakerSide.Buy, "sell" => TakerSide.Sell, _ => TakerSide.Unknown };
        return type switch
        {
            "trade" => new Trade { Instrument = instrument, VenueTime = venue, ReceivedAt = received, TradeId = _texts.GetValueOrDefault("id"), Price = N("price")!.Value, Amount = N("amount")!.Value, Taker = taker },
            "liquidation" => new Liquidation { Instrument = instrument, VenueTime = venue, ReceivedAt = received, LiquidationId = _texts.GetValueOrDefault("id"), Price = N("price")!.Value, Amount = N("amount")!.Value, Taker = taker },
            "derivative_ticker" => new DerivativeTicker
            {
                Instrument = instrument, VenueTime = venue, ReceivedAt = received, LastPrice = N("lastPrice"), OpenInterest = N("openInterest"),
                FundingRate = N("fundingRate"), FundingTime = _times.GetValueOrDefault("fundingTimestamp"),
                PredictedFundingRate = N("predictedFundingRate"), IndexPrice = N("indexPrice"), MarkPrice = N("markPrice"),
            },
            "disconnect" => new Disconnect { Instrument = instrument, VenueTime = received, ReceivedAt = received, Symbols = _symbols },
            _ => new BookChange
            {
                Instrument = instrument, VenueTime = venue, ReceivedAt = received, IsSnapshot = type == "book_snapshot" || _isSnapshot!.Value,
                Bids = _levels["bids"], Asks = _levels["asks"],
            },
        };
    }

    /// <summary>Whether it is a text without escapes and of whole characters.</summary>
    private static bool IsPlain(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String && !value.GetRawText().Contains('\\', StringComparison.Ordinal) && value.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private double? N(string name) => _numbers.GetValueOrDefault(name);

    private List<BookLevel> Levels(JsonElement list)
    {
        var levels = new List<BookLevel>();
        if (list.ValueKind != JsonValueKind.Array)
        {
            Wrong<int>(list);
            return levels;
        }

        _hasLevels = true;
        _listed = Math.Max(_listed, list.EnumerateArray().Count(level => level.ValueKind == JsonValueKind.Object));
        foreach (var level in list.EnumerateArray())
        {
            if (level.ValueKind != JsonValueKind.Object)
            {
                Wrong<int>(level);
                continue;
            }

            double? price = null, amount = null;
            foreach (var member in level.EnumerateObject())
            {
                price = member.NameEquals("price") ? Number(member.Value) : price;
                amount = member.NameEquals("amount") ? Number(member.Value) : amount;
            }

            if (price is { } p && amount is { } a)
            {
                _isWrong |= p <= 0 || a < 0;
                levels.Add(new(p, a));
            }

            _isWrong |= price.HasValue != amount.HasValue;
        }

        return levels;
    }

    private double? Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && double.Parse(value.GetRawText(), CultureInfo.InvariantCulture) is var number && double.IsFinite(number)
            ? number
            : Wrong<double>(value);

    private double? Whole(JsonElement value, double least, double most)
    {
        var number = Number(value);
        _isWrong |= number < least || number > most || number != Math.Floor(number ?? 0) && number is not null;
        return number < least || number > most ? null : number;
    }

    private string? Text(JsonElement value)
    {
        _isWrong |= value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null);
        return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    private Instant? Time(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String || Stamp().Match(value.GetString()!) is not { Success: true } parts
            || !DateTime.TryParseExact(parts.Groups[1].Value.Replace('T', ' '), "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return Wrong<Instant>(value);
        }

        var micros = long.Parse((parts.Groups[2].Value + "000000")[..6], CultureInfo.InvariantCulture);
        var offset = 0L;
        if (parts.Groups[3].Success)
        {
            var (hours, minutes) = (int.Parse(parts.Groups[4].Value, CultureInfo.InvariantCulture), int.Parse(parts.Groups[5].Value, CultureInfo.InvariantCulture));
            if (hours > 14 || minutes > 59)
            {
                return Wrong<Instant>(value);
            }

            offset = ((hours * 60) + minutes) * (parts.Groups[3].Value == "-" ? -60L : 60L);
        }

        var instant = new Instant((((time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond) - offset) * 1_000_000 + micros);
        return instant.IsInRange ? instant : Wrong<Instant>(value);
    }

    private T? Wrong<T>(JsonElement value)
        where T : struct
    {
        _isWrong |= value.ValueKind != JsonValueKind.Null;
        return null;
    }

    [GeneratedRegex(@"^([0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]{1,9}))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))\z")]
    private static partial Regex Stamp();
}
