using System.Globalization;
using System.Text.Json;
using Ballast.Testing.Recorded;

namespace Ballast.Reliability.Tests.Recorded;

/// <summary>A trade as it stands in the file; times in microseconds.</summary>
internal sealed record RawTrade(string Id, decimal Price, decimal Amount, string Side, long Venue, long Arrival);

/// <summary>One normalized recording, read and folded in the simplest way, without any code of the program.</summary>
internal sealed class RawRecording
{
    private readonly SortedDictionary<decimal, decimal> _bids = new(Comparer<decimal>.Create((a, b) => b.CompareTo(a)));
    private readonly SortedDictionary<decimal, decimal> _asks = [];
    private readonly List<(long Venue, double Mid)> _mids = [];
    private long _venue;

    private RawRecording(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            using var document = JsonDocument.Parse(line);
            Take(document.RootElement);
        }
    }

    /// <summary><c>exchange/symbol</c>.</summary>
    public string Instrument { get; private set; } = "";

    /// <summary>Messages by type.</summary>
    public SortedDictionary<string, long> Messages { get; } = new(StringComparer.Ordinal);

    /// <summary>Levels of all book changes.</summary>
    public long Levels { get; private set; }

    /// <summary>Trades by id.</summary>
    public Dictionary<string, RawTrade> Trades { get; } = [];

    /// <summary>Newest arrival, in microseconds.</summary>
    public long LastArrival { get; private set; }

    /// <summary>Mid after each book change, at venue times that never step back.</summary>
    public IReadOnlyList<(long Venue, double Mid)> Mids => _mids;

    /// <summary>Mid at the end.</summary>
    public decimal FinalMid => (_bids.First().Key + _asks.First().Key) / 2;

    /// <summary>Reads a whole recording.</summary>
    public static RawRecording Read(string path) => new(Recordings.Lines(path));

    /// <summary>Folds some lines.</summary>
    public static RawRecording Of(IEnumerable<string> lines) => new(lines);

    /// <summary>Best bids, best first.</summary>
    public (decimal Price, decimal Amount)[] TopBids(int count) => [.. _bids.Take(count).Select(level => (level.Key, level.Value))];

    /// <summary>Best asks, best first.</summary>
    public (decimal Price, decimal Amount)[] TopAsks(int count) => [.. _asks.Take(count).Select(level => (level.Key, level.Value))];

    private static long Micros(JsonElement message, string name) =>
        (DateTimeOffset.Parse(message.GetProperty(name).GetString()!, CultureInfo.InvariantCulture).UtcTicks - DateTime.UnixEpoch.Ticks)
        / TimeSpan.TicksPerMicrosecond;

    private static decimal Number(JsonElement element, string name) =>
        decimal.Parse(element.GetProperty(name).GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private void Take(JsonElement message)
    {
        var type = message.GetProperty("type").GetString()!;
        Instrument = $"{message.GetProperty("exchange").GetString()}/{message.GetProperty("symbol").GetString()}";
        Messages[type] = Messages.GetValueOrDefault(type) + 1;
        var venue = Micros(message, "timestamp");
        LastArrival = Math.Max(LastArrival, Micros(message, "localTimestamp"));
        _venue = Math.Max(_venue, venue);
        if (type == "trade")
        {
            var id = message.GetProperty("id").GetString()!;
            Trades.Add(id, new(id, Number(message, "price"), Number(message, "amount"), message.GetProperty("side").GetString()!,
                venue, Micros(message, "localTimestamp")));
            return;
        }

        if (message.GetProperty("isSnapshot").GetBoolean())
        {
            _bids.Clear();
            _asks.Clear();
        }

        Fold(_bids, message.GetProperty("bids"));
        Fold(_asks, message.GetProperty("asks"));
        _mids.Add((_venue, ((double)_bids.First().Key + (double)_asks.First().Key) / 2));
    }

    private void Fold(SortedDictionary<decimal, decimal> side, JsonElement levels)
    {
        foreach (var level in levels.EnumerateArray())
        {
            Levels++;
            var (price, amount) = (Number(level, "price"), Number(level, "amount"));
            if (amount == 0)
            {
                side.Remove(price);
            }
            else
            {
                side[price] = amount;
            }
        }
    }
}
