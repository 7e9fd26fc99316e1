using System.Globalization;
using System.Text;
using System.Text.Json;
using Ballast.Domain;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds;

namespace Ballast.Silo.Tests.Feeds;

/// <summary>What Binance itself sent about one symbol: depth updates by arrival, and best prices by update id.</summary>
internal sealed class NativeRecording
{
    private readonly Dictionary<Instant, Queue<Depth>> _depth = [];
    private readonly List<Ticker> _tickers = [];
    private readonly List<int> _connections = [];
    private bool _isFirstDepth;
    private long _lastUpdate;

    /// <summary>Reads native files of one symbol in the order of their first lines.</summary>
    public static NativeRecording Read(IEnumerable<string> files, string symbol)
    {
        var recording = new NativeRecording();
        foreach (var file in files.Select(file => (Path: file, Start: FirstStamp(file))).OrderBy(file => file.Start))
        {
            recording.BeginSegment();
            recording.ReadFile(file.Path, symbol);
        }

        // Stable, so of equal ids the line received last stays last.
        var ordered = recording._tickers.OrderBy(ticker => ticker.UpdateId).ToList();
        recording._tickers.Clear();
        recording._tickers.AddRange(ordered);
        return recording;
    }

    /// <summary>The next unused depth message of this arrival and the best prices at its id; null when either is missing.</summary>
    public Ticker? BestAt(Instant arrival)
    {
        if (!_depth.TryGetValue(arrival, out var messages) || !messages.TryDequeue(out var depth))
        {
            return null;
        }

        var (low, high) = (0, _tickers.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _tickers[middle].UpdateId <= depth.UpdateId ? (middle + 1, high) : (low, middle);
        }

        // Best prices from before a hole in the depth say nothing about the book after it.
        return low > 0 && _connections[_tickers[low - 1].Segment] == _connections[depth.Segment] ? _tickers[low - 1] : null;
    }

    /// <summary>A new file or a lost connection: it goes on where the last one stopped only if the next depth message says so.</summary>
    private void BeginSegment()
    {
        _connections.Add(_connections.Count);
        _isFirstDepth = true;
    }

    private void Continue(JsonElement message, long updateId)
    {
        // Futures name the update before; spot numbers each update from the one after the last.
        var follows = message.TryGetProperty("pu", out var previous)
            ? previous.GetInt64() == _lastUpdate
            : message.GetProperty("U").GetInt64() == _lastUpdate + 1;
        if (_isFirstDepth && follows && _connections.Count > 1)
        {
            _connections[^1] = _connections[^2];
        }

        (_isFirstDepth, _lastUpdate) = (false, updateId);
    }

    private static Instant FirstStamp(string path)
    {
        using var lines = LineReader.Open(path);
        while (lines.Next() == LineStep.Line)
        {
            if (TryStamp(lines.Current, out var stamp, out _))
            {
                return stamp;
            }
        }

        return default;
    }

    private static bool TryStamp(ReadOnlySpan<byte> line, out Instant stamp, out int end)
    {
        end = line.IndexOf((byte)' ');
        stamp = default;
        return end > 0 && FieldText.TryTime(line[..end], out stamp);
    }

    private static BookLevel? Level(JsonElement message, string price, string amount)
    {
        var level = new BookLevel(Number(message, price), Number(message, amount));
        return level.Price == 0 || level.Amount == 0 ? null : level;
    }

    private static double Number(JsonElement message, string member) =>
        double.Parse(message.GetProperty(member).GetString()!, CultureInfo.InvariantCulture);

    private void ReadFile(string path, string symbol)
    {
        using var lines = LineReader.Open(path);
        while (lines.Next() is LineStep.Line or LineStep.TooLong)
        {
            if (lines.Current.IsEmpty)
            {
                BeginSegment();
                continue;
            }

            // Trades and snapshots are most of some files; only the two kinds that are compared are parsed.
            if ((lines.Current.IndexOf("depthUpdate"u8) >= 0 || lines.Current.IndexOf("@bookTicker"u8) >= 0)
                && TryStamp(lines.Current, out var stamp, out var end))
            {
                using var document = JsonDocument.Parse(Encoding.UTF8.GetString(lines.Current[end..]));
                Take(document.RootElement.GetProperty("data"), document.RootElement.GetProperty("stream").GetString()!, stamp, symbol);
            }
        }

        if (lines.Failure is { } failure)
        {
            throw new InvalidDataException($"{path}:{lines.Number}: {failure}");
        }
    }

    private void Take(JsonElement message, string stream, Instant stamp, string symbol)
    {
        if (!stream.StartsWith(symbol + "@", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (stream.EndsWith("@bookTicker", StringComparison.Ordinal))
        {
            _tickers.Add(new(message.GetProperty("u").GetInt64(), _connections.Count - 1, Level(message, "b", "B"), Level(message, "a", "A")));
        }
        else if (message.TryGetProperty("e", out var kind) && kind.GetString() == "depthUpdate")
        {
            if (!_depth.TryGetValue(stamp, out var messages))
            {
                _depth[stamp] = messages = new();
            }

            var updateId = message.GetProperty("u").GetInt64();
            Continue(message, updateId);
            messages.Enqueue(new(updateId, _connections.Count - 1));
        }
    }

    /// <summary>Best prices after an update; null for an empty side.</summary>
    internal sealed record Ticker(long UpdateId, int Segment, BookLevel? Bid, BookLevel? Ask);

    private readonly record struct Depth(long UpdateId, int Segment);
}
