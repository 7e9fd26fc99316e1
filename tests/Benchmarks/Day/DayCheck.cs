using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces;
using Ballast.Grains.OrderBooks;
using Ballast.Silo.Feeds;
using Ballast.Silo.Replay;

namespace Ballast.Benchmarks.Day;

/// <summary>Compares what a silo says after a replay with plain books of the same events.</summary>
internal sealed class DayCheck(IGrainFactory grains, ReplayReport report, string feed)
{
    /// <summary>Whatever is not as it must be, each in words; empty when everything is.</summary>
    internal async Task<IReadOnlyList<string>> Compare(IReadOnlyCollection<DayBook> books, InputFaults faults)
    {
        var found = new List<string>();
        foreach (var book in books.OrderBy(book => book.Instrument))
        {
            found.AddRange((await Compare(book)).Select(what => $"{book.Instrument}: {what}"));
        }

        var status = await grains.Feed(feed).GetStatus();
        if (status.Unacknowledged > 0)
        {
            found.Add($"{status.Unacknowledged} batches are not applied");
        }

        if (status.Fault is { } fault)
        {
            found.Add(fault);
        }

        if (faults.Count > 0)
        {
            found.Add($"{faults.Count} faults in the datasets, the first {faults.First[0]}");
        }

        return found;
    }

    private async Task<IReadOnlyList<string>> Compare(DayBook book)
    {
        var found = new List<string>();
        var view = await grains.Book(book.Instrument).GetBook(OrderBookGrain.MaxDepth);
        var counts = await grains.Book(book.Instrument).GetStatistics();
        Require(found, "state", book.Book.State, view.State);
        Require(found, "mid", book.Book.Mid, view.Mid);
        Require(found, "messages", book.Messages, counts.MessagesByType.GetValueOrDefault("book_change"));
        Require(found, "levels", book.Levels, counts.LevelsApplied);
        Require(found, "gaps, resyncs, dropped and failed", 0, counts.Gaps + counts.Resyncs + counts.Dropped + counts.Failures);
        RequireEqual(found, "bids", book.Book.TopBids(OrderBookGrain.MaxDepth), view.Bids);
        RequireEqual(found, "asks", book.Book.TopAsks(OrderBookGrain.MaxDepth), view.Asks);

        var position = report.Portfolios.SelectMany(portfolio => portfolio.Positions).FirstOrDefault(held => held.Instrument == book.Instrument);
        Require(found, "mark of its position", (decimal?)book.Book.Mid, position?.Mark);
        return found;
    }

    private static void Require<T>(List<string> found, string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            found.Add($"{what} {actual}, not {expected}");
        }
    }

    private static void RequireEqual(List<string> found, string what, BookLevel[] expected, BookLevel[] actual)
    {
        if (!expected.AsSpan().SequenceEqual(actual))
        {
            found.Add($"{what} differ");
        }
    }
}
