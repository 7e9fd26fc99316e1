using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.OrderBooks.Intake;

/// <summary>Counts of the data a book has received; each is explained at the member of <see cref="BookStatistics"/> that it becomes.</summary>
internal sealed class BookCounts
{
    private readonly Dictionary<string, long> _messages = new(StringComparer.Ordinal);

    internal long Levels { get; set; }

    internal long Ignored { get; set; }

    internal long Gaps { get; set; }

    internal long Resyncs { get; set; }

    internal long Dropped { get; set; }

    internal long StampsReplaced { get; set; }

    internal long Silences { get; set; }

    internal long FeedStarts { get; set; }

    internal long FoldedUpdates { get; set; }

    internal long FoldedTrades { get; set; }

    internal long Failures { get; set; }

    internal long FeedChanges { get; set; }

    /// <summary>Counts a message of the venue by its type.</summary>
    internal void Count(string type) => _messages[type] = _messages.GetValueOrDefault(type) + 1;

    /// <summary>All counts, with those that the book and its samples keep themselves.</summary>
    internal BookStatistics Of(OrderBook book, GridSampler samples) => new()
    {
        MessagesByType = new Dictionary<string, long>(_messages, StringComparer.Ordinal),
        LevelsApplied = Levels,
        IgnoredBeforeSnapshot = Ignored,
        Gaps = Gaps,
        Resyncs = Resyncs,
        Dropped = Dropped,
        StampsReplaced = StampsReplaced,
        LateTicks = samples.LateTicks,
        LevelsUncrossed = book.Uncrossed,
        LevelsForgotten = book.Forgotten,
        Silences = Silences,
        Disconnects = _messages.GetValueOrDefault("disconnect"),
        FeedStarts = FeedStarts,
        FoldedUpdates = FoldedUpdates,
        FoldedTrades = FoldedTrades,
        Failures = Failures,
        FeedChanges = FeedChanges,
    };
}
