using System.Collections.Concurrent;
using System.Globalization;
using Ballast.Domain.MarketData.Events;
using Ballast.Testing;
using Ballast.Testing.Live;

namespace Ballast.Reliability.Tests.Clusters;

/// <summary>What a server sends whose books tell by the amount of their best bid over which connection they came.</summary>
internal sealed class NumberedBooks
{
    private const int BestBid = 100;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, int> _connections = new(StringComparer.OrdinalIgnoreCase);
    private int _changes;

    /// <summary>Number of the newest change sent over any connection.</summary>
    internal int Changes => Volatile.Read(ref _changes);

    /// <summary>Number of the newest connection that asked for a symbol; 0 before the first.</summary>
    internal int ConnectionOf(string symbol) => _connections.GetValueOrDefault(symbol);

    /// <summary>Sends a snapshot of each book that is asked for, and then one change of each after the other.</summary>
    internal async Task Play(MachineCall call)
    {
        (string Exchange, string Symbol)[] books =
        [
            .. from entry in call.Options.EnumerateArray()
               from symbol in entry.GetProperty("symbols").EnumerateArray()
               select (entry.GetProperty("exchange").GetString()!, symbol.GetString()!),
        ];
        foreach (var (_, symbol) in books)
        {
            _connections[symbol] = call.Number;
        }

        await call.Send(books.Select(book => Message(book, isSnapshot: true, [(BestBid, call.Number)], [(BestBid + 1, 1)])));
        using var pace = new PeriodicTimer(Pace);
        while (await pace.WaitForNextTickAsync(call.Ended))
        {
            var change = Interlocked.Increment(ref _changes);
            await call.Send(books.Select(book => Message(book, isSnapshot: false, [(BestBid - 1, change)], [])));
        }
    }

    /// <summary>Whether the levels are those that the newest connection sent, with a change after one.</summary>
    internal bool IsRight(string symbol, BookLevel[] bids, BookLevel[] asks, int after) =>
        bids is [{ Price: BestBid, Amount: var connection }, { Price: BestBid - 1, Amount: var change }]
        && asks is [{ Price: BestBid + 1, Amount: 1 }]
        && connection == ConnectionOf(symbol) && change > after;

    private static string Message((string Exchange, string Symbol) book, bool isSnapshot, (int Price, int Amount)[] bids, (int Price, int Amount)[] asks)
    {
        var now = Some.Now.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return $$"""{"type":"book_change","symbol":"{{book.Symbol}}","exchange":"{{book.Exchange}}","isSnapshot":{{(isSnapshot ? "true" : "false")}},"bids":[{{Levels(bids)}}],"asks":[{{Levels(asks)}}],"timestamp":"{{now}}","localTimestamp":"{{now}}"}""";
    }

    private static string Levels((int Price, int Amount)[] levels) =>
        string.Join(',', levels.Select(level => $$"""{"price":{{level.Price}},"amount":{{level.Amount}}}"""));
}
