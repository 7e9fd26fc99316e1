using System.Globalization;
using System.Text;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Tests.Feeds;

namespace Ballast.Silo.Tests.Decoding;

/// <summary>What the rows of book datasets mean, written down for reading and not for speed: the oracle of the CSV reader.</summary>
internal sealed class NaiveTardisCsv
{
    private readonly List<(string Key, BookChange Change)> _groups = [];

    /// <summary>Events as text, in order; an arrival that would step back is that of the event before.</summary>
    public IEnumerable<string> Events
    {
        get
        {
            var arrival = new Domain.Instant(0);
            foreach (var (_, change) in _groups)
            {
                arrival = Domain.Instant.Max(arrival, change.ReceivedAt);
                yield return TardisReading.Describe(change with { ReceivedAt = arrival });
            }
        }
    }

    /// <summary>Numbers of the lines that cannot be used.</summary>
    public List<int> BadLines { get; } = [];

    public static NaiveTardisCsv Read(string[] lines)
    {
        var csv = new NaiveTardisCsv();
        var header = lines[0].Split(',');
        for (var i = 1; i < lines.Length; i++)
        {
            var fields = lines[i].TrimEnd('\r').Split(',');
            if (string.IsNullOrWhiteSpace(lines[i]))
            {
                continue;
            }

            try
            {
                csv.Take(fields.Length == header.Length ? header.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second) : throw new FormatException());
            }
            catch (FormatException)
            {
                csv.BadLines.Add(i + 1);
            }
        }

        return csv;
    }

    private static double Number(string text) =>
        double.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture) is var value && double.IsFinite(value)
            ? value
            : throw new FormatException();

    private static BookLevel[] Level(string price, string amount)
    {
        if (price.Length == 0 && amount.Length == 0)
        {
            return [];
        }

        var level = new BookLevel(Number(price), Number(amount));
        return level.Price > 0 && level.Amount >= 0 ? [level] : throw new FormatException();
    }

    private static long Micros(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var micros) && micros is >= 0 and <= Domain.Instant.MaxMicros
            ? micros
            : throw new FormatException();

    private void Take(Dictionary<string, string> row)
    {
        if (row["exchange"].Length == 0 || row["symbol"].Length == 0)
        {
            throw new FormatException();
        }

        var (venue, local) = (Micros(row["timestamp"]), Micros(row["local_timestamp"]));
        BookLevel[] bids = [], asks = [];
        var (isSnapshot, key) = (true, Guid.NewGuid().ToString());
        if (row.TryGetValue("is_snapshot", out var flag))
        {
            var level = row["price"].Length > 0 ? Level(row["price"], row["amount"]) : throw new FormatException();
            (bids, asks) = row["side"] switch { "bid" => (level, asks), "ask" => (bids, level), _ => throw new FormatException() };
            isSnapshot = flag switch { "true" => true, "false" => false, _ => throw new FormatException() };
            key = new StringBuilder().AppendJoin(',', row["exchange"], row["symbol"], local, isSnapshot).ToString();
        }
        else if (row.TryGetValue("ask_price", out var askPrice))
        {
            (asks, bids) = (Level(askPrice, row["ask_amount"]), Level(row["bid_price"], row["bid_amount"]));
        }
        else
        {
            var depth = row.Keys.Count(name => name.StartsWith("asks", StringComparison.Ordinal)) / 2;
            BookLevel[] Side(string side) => [.. Enumerable.Range(0, depth).SelectMany(i => Level(row[$"{side}[{i}].price"], row[$"{side}[{i}].amount"]))];
            (asks, bids) = (Side("asks"), Side("bids"));
        }

        if (_groups.Count > 0 && _groups[^1].Key == key)
        {
            var before = _groups[^1].Change;
            _groups[^1] = (key, before with { VenueTime = Domain.Instant.Max(before.VenueTime, new(venue)), Bids = [.. before.Bids, .. bids], Asks = [.. before.Asks, .. asks] });
            return;
        }

        _groups.Add((key, new()
        {
            Instrument = new InstrumentId(row["exchange"], row["symbol"]), VenueTime = new(venue), ReceivedAt = new(local), IsSnapshot = isSnapshot, Bids = bids, Asks = asks,
        }));
    }
}
