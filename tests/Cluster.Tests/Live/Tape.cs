using System.IO.Compression;
using System.Text.Json;
using Ballast.Domain.MarketData.Events;
using Ballast.Testing.Recorded;

namespace Ballast.Cluster.Tests.Live;

/// <summary>Messages of a recording, moved to an exchange of the test's own, and the books that a naive reader makes from them.</summary>
internal sealed class Tape
{
    private const int Deepest = 25;

    private Tape(InstrumentId instrument, IReadOnlyList<string> messages)
    {
        (Instrument, Messages) = (instrument, messages);
    }

    public InstrumentId Instrument { get; }

    public IReadOnlyList<string> Messages { get; }

    /// <summary>Reads the beginning of a normalized recording.</summary>
    public static Tape Read(string file, int count, string? exchange = null)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(Recordings.Get(file)), CompressionMode.Decompress));
        var first = lines.ReadLine()!;
        using var head = JsonDocument.Parse(first);
        var recorded = head.RootElement.GetProperty("exchange").GetString()!;
        var id = new InstrumentId(exchange ?? BallastCluster.Unique("tape-venue-"), head.RootElement.GetProperty("symbol").GetString()!);
        var messages = new List<string>(count);
        for (var line = first; line is not null && messages.Count < count; line = lines.ReadLine())
        {
            messages.Add(line.Replace($"\"exchange\":\"{recorded}\"", $"\"exchange\":\"{id.Exchange}\"", StringComparison.Ordinal));
        }

        return new(id, messages);
    }

    /// <summary>Messages of the test's own.</summary>
    public static Tape Of(InstrumentId instrument, params IEnumerable<string> messages) => new(instrument, [.. messages]);

    /// <summary>Messages from a time on, as a server sends them that was asked to begin there.</summary>
    public IEnumerable<string> From(DateTimeOffset from) => Messages.Where(message => ArrivalOf(message) >= from);

    public static DateTimeOffset ArrivalOf(string message)
    {
        using var document = JsonDocument.Parse(message);
        return document.RootElement.GetProperty("localTimestamp").GetDateTimeOffset();
    }

    /// <summary>The best levels after all messages, folded by the written rules and nothing else.</summary>
    public (BookLevel[] Bids, BookLevel[] Asks) Fold()
    {
        var bids = new SortedDictionary<double, double>(Comparer<double>.Create((a, b) => b.CompareTo(a)));
        var asks = new SortedDictionary<double, double>();
        var known = false;
        foreach (var message in Messages)
        {
            using var document = JsonDocument.Parse(message);
            var root = document.RootElement;
            if (root.GetProperty("type").GetString() != "book_change")
            {
                continue;
            }

            if (root.GetProperty("isSnapshot").GetBoolean())
            {
                known = true;
                bids.Clear();
                asks.Clear();
            }

            if (known)
            {
                Apply(bids, root.GetProperty("bids"));
                Apply(asks, root.GetProperty("asks"));
            }
        }

        return (Top(bids), Top(asks));
    }

    private static void Apply(SortedDictionary<double, double> side, JsonElement levels)
    {
        foreach (var level in levels.EnumerateArray())
        {
            var (price, amount) = (level.GetProperty("price").GetDouble(), level.GetProperty("amount").GetDouble());
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

    private static BookLevel[] Top(SortedDictionary<double, double> side) =>
        [.. side.Take(Deepest).Select(level => new BookLevel(level.Key, level.Value))];
}
