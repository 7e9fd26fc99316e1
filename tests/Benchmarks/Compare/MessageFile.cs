using System.Text.Json;
using Ballast.Benchmarks.Load.Ticks;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Benchmarks.Compare;

/// <summary>Normalized book changes in a file, one a line, and the mids that follow from them.</summary>
internal sealed class MessageFile
{
    private const int TicksOfEach = 400;

    private MessageFile(string name, string path, IReadOnlyList<BookChange> changes)
    {
        (Name, Path, Count) = (name, path, changes.Count);
        Levels = changes.Sum(change => (long)change.Bids.Length + change.Asks.Length);
        var books = new Dictionary<InstrumentId, OrderBook>();
        foreach (var change in changes)
        {
            if (!books.TryGetValue(change.Instrument, out var book))
            {
                book = books[change.Instrument] = new();
            }

            book.Apply(change);
        }

        Mids = books.ToDictionary(known => known.Key.ToString(), known => known.Value.Mid);
    }

    internal string Name { get; }

    internal string Path { get; }

    /// <summary>Number of messages.</summary>
    internal int Count { get; }

    /// <summary>Levels of all of them.</summary>
    internal long Levels { get; }

    /// <summary>Last mid of each instrument.</summary>
    internal IReadOnlyDictionary<string, double?> Mids { get; }

    internal static MessageFile Of(Recording recording, string directory)
    {
        var path = System.IO.Path.Combine(directory, recording.Name + ".ndjson");
        File.WriteAllBytes(path, recording.Bytes.Span);
        return new(recording.Name, path, recording.Changes);
    }

    /// <summary>The ticks that the command <c>load</c> publishes, instruments in turn after their snapshots.</summary>
    internal static MessageFile OfTicks(int instruments, string directory)
    {
        var now = Instant.From(TimeProvider.System.GetUtcNow());
        var books = Enumerable.Range(0, instruments).Select(i => new LadderBook(BenchmarkSilo.Instrument(i))).ToArray();
        BookChange[] changes =
        [
            .. books.Select(book => book.Snapshot(now)),
            .. Enumerable.Range(0, TicksOfEach).SelectMany(_ => books.Select(book => book.Next(now))),
        ];
        var path = System.IO.Path.Combine(directory, "ticks.ndjson");
        using var file = File.Create(path);
        foreach (var change in changes)
        {
            file.Write(Line(change));
            file.WriteByte((byte)'\n');
        }

        return new($"{instruments} instruments, ticks of {LadderBook.LevelsPerTick} levels", path, changes);
    }

    private static byte[] Line(BookChange change) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        type = "book_change",
        symbol = change.Instrument.Symbol,
        exchange = change.Instrument.Exchange,
        isSnapshot = change.IsSnapshot,
        bids = change.Bids.Select(level => new { price = level.Price, amount = level.Amount }),
        asks = change.Asks.Select(level => new { price = level.Price, amount = level.Amount }),
        timestamp = change.VenueTime.ToString(),
        localTimestamp = change.ReceivedAt.ToString(),
    });
}
