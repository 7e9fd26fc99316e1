namespace Ballast.Grains.Interfaces.Books;

/// <summary>Counts of the data a book has received since its activation.</summary>
[GenerateSerializer, Immutable, Alias("ballast.book-statistics")]
public sealed record BookStatistics
{
    /// <summary>Number of venue messages by Tardis type name, without resyncs by our own feed.</summary>
    [Id(0)] public required IReadOnlyDictionary<string, long> MessagesByType { get; init; }

    /// <summary>Number of levels applied from book changes, removals of unknown levels included.</summary>
    [Id(1)] public required long LevelsApplied { get; init; }

    /// <summary>Number of book changes dropped because no snapshot had arrived before.</summary>
    [Id(2)] public required long IgnoredBeforeSnapshot { get; init; }

    /// <summary>Number of sequence gaps.</summary>
    [Id(3)] public required long Gaps { get; init; }

    /// <summary>Number of snapshots sent by our own feed to repair the book.</summary>
    [Id(4)] public required long Resyncs { get; init; }

    /// <summary>Number of batches dropped because they were repeats, of an older epoch or of another feed.</summary>
    [Id(5)] public required long Dropped { get; init; }

    /// <summary>Number of venue times replaced by the arrival time because they were more than 10 s from it.</summary>
    [Id(6)] public required long StampsReplaced { get; init; }

    /// <summary>Number of mids that arrived after their grid point had closed and so are not in it.</summary>
    [Id(7)] public long LateTicks { get; init; }

    /// <summary>Number of levels removed because they were crossed; 0 unless <c>Books:Uncross</c> is on.</summary>
    [Id(8)] public long LevelsUncrossed { get; init; }

    /// <summary>Number of levels dropped because they were deeper than <c>Books:MaxDepth</c>.</summary>
    [Id(9)] public long LevelsForgotten { get; init; }

    /// <summary>Number of times the book became stale because nothing arrived for <c>Books:SilenceLimit</c>.</summary>
    [Id(10)] public long Silences { get; init; }

    /// <summary>Number of disconnects.</summary>
    [Id(11)] public long Disconnects { get; init; }

    /// <summary>Number of times the feed was restarted since this book was activated; data sent meanwhile is missing.</summary>
    [Id(12)] public long FeedStarts { get; init; }

    /// <summary>Number of book changes that the feed replaced by a snapshot because this book was slow.</summary>
    [Id(13)] public long FoldedUpdates { get; init; }

    /// <summary>Number of trades that the feed did not send because this book was slow; they are lost here.</summary>
    [Id(14)] public long FoldedTrades { get; init; }

    /// <summary>Number of events that could not be applied because of an error of ours; the book was stale until its next snapshot.</summary>
    [Id(15)] public long Failures { get; init; }

    /// <summary>Number of times the book went over to another feed, because its own no longer published the instrument.</summary>
    [Id(16)] public long FeedChanges { get; init; }
}
