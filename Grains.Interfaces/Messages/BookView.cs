using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData;

namespace Ballast.Grains.Interfaces;

/// <summary>An order book after one applied message.</summary>
[GenerateSerializer, Immutable, Alias("ballast.book-view")]
public sealed record BookView
{
    /// <summary>Instrument of the book.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Whether the levels can be trusted.</summary>
    [Id(1)] public required BookState State { get; init; }

    /// <summary>Bids, highest price first; at most 25 and at most as many as requested.</summary>
    [Id(2)] public required BookLevel[] Bids { get; init; }

    /// <summary>Asks, lowest price first; at most 25 and at most as many as requested.</summary>
    [Id(3)] public required BookLevel[] Asks { get; init; }

    /// <summary>Mean of best bid and ask, in quote; <see langword="null"/> unless the book is <see cref="BookState.Live"/> and two-sided.</summary>
    [Id(4)] public required double? Mid { get; init; }

    /// <summary>Venue time of the last event applied, which never decreases; the default when there was none.</summary>
    [Id(5)] public required Instant VenueTime { get; init; }

    /// <summary>Arrival time of the last event applied; the default when there was none.</summary>
    [Id(6)] public required Instant ReceivedAt { get; init; }

    /// <summary>Epoch of the feed; with <see cref="Sequence"/> it orders views of one book.</summary>
    [Id(7)] public required long Epoch { get; init; }

    /// <summary>Sequence of the last batch applied in <see cref="Epoch"/>.</summary>
    [Id(8)] public required long Sequence { get; init; }

    /// <summary>Relation of the best bid to the best ask, trusted or not, which distinguishes a locked book from a crossed one.</summary>
    [Id(9)] public TopOfBook Top { get; init; }
}

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

    /// <summary>Number of batches dropped because they were repeats or of an older epoch.</summary>
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
}

/// <summary>Position of a reader in an instrument's trades.</summary>
/// <param name="Epoch">Activation of the book in which the position counts; 0 starts at the oldest kept trade.</param>
/// <param name="Position">Number of trades already read in that activation.</param>
[GenerateSerializer, Immutable, Alias("ballast.trade-cursor")]
public readonly record struct TradeCursor([property: Id(0)] long Epoch, [property: Id(1)] long Position);

/// <summary>Trades after a cursor, in order of arrival.</summary>
[GenerateSerializer, Immutable, Alias("ballast.trade-page")]
public sealed record TradePage
{
    /// <summary>Trades, oldest first; may be empty.</summary>
    [Id(0)] public required Trade[] Trades { get; init; }

    /// <summary>Cursor with which to continue reading.</summary>
    [Id(1)] public required TradeCursor Next { get; init; }

    /// <summary>
    /// Whether trades between the cursor and the first one here may be missing, because they are no longer kept, the book was activated again,
    /// or the feed lost its connection or a batch.
    /// </summary>
    [Id(2)] public required bool Gap { get; init; }
}

/// <summary>Mids of a book since the last update of one subscriber.</summary>
[GenerateSerializer, Immutable, Alias("ballast.mid-update")]
public sealed record MidUpdate
{
    /// <summary>Instrument of the book.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Activation of the book; later ones are larger.</summary>
    [Id(1)] public required long BookEpoch { get; init; }

    /// <summary>Number of the first change in <see cref="Changes"/>, counted from 0 in <see cref="BookEpoch"/>.</summary>
    [Id(2)] public required long FirstChange { get; init; }

    /// <summary>Changes of the mid, oldest first.</summary>
    [Id(3)] public required MidChange[] Changes { get; init; }

    /// <summary>Whether only the last change of each 10 ms is included, because more than 8,192 were pending.</summary>
    [Id(4)] public required bool MidsThinned { get; init; }

    /// <summary>State of the book after the last change.</summary>
    [Id(5)] public required BookState State { get; init; }

    /// <summary>Arrival time of the last event the book applied.</summary>
    [Id(6)] public required Instant ReceivedAt { get; init; }

    /// <summary>Venue time up to which the last mid is known to have held; it never decreases.</summary>
    [Id(7)] public required Instant VenueTime { get; init; }

    /// <summary>Marks of the book at the end of each second with events since the last update, oldest first; the last is the current one.</summary>
    [Id(8)] public BookMark[] Marks { get; init; } = [];
}

/// <summary>Mids of a book from a time on.</summary>
[GenerateSerializer, Immutable, Alias("ballast.mid-window")]
public sealed record MidWindow
{
    /// <summary>Instrument of the book.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Activation of the book; later ones are larger and know nothing of earlier ones.</summary>
    [Id(1)] public required long BookEpoch { get; init; }

    /// <summary>
    /// The mid that held at the requested time and all later changes, oldest first. If the first is later than that time, the mid before it
    /// is unknown.
    /// </summary>
    [Id(2)] public required MidChange[] Changes { get; init; }

    /// <summary>Venue time up to which the last mid is known to have held; the default while nothing is known.</summary>
    [Id(3)] public required Instant ConfirmedTo { get; init; }

    /// <summary>Whether for some of that time only the last change of each 10 ms is included.</summary>
    [Id(4)] public required bool Thinned { get; init; }
}

/// <summary>Answer to a registration for mids.</summary>
[GenerateSerializer, Immutable, Alias("ballast.book-registration")]
public sealed record BookRegistration
{
    /// <summary>Key of the feed that last sent data to the book; <see langword="null"/> when none has.</summary>
    [Id(0)] public required string? Feed { get; init; }

    /// <summary>
    /// Current state with the newest mid as its only change; <see langword="null"/> when the book has no data yet or <see cref="Behind"/>
    /// is <see langword="true"/>.
    /// </summary>
    [Id(1)] public required MidUpdate? Current { get; init; }

    /// <summary>Whether earlier mids are still being sent to the subscriber; they arrive before newer ones.</summary>
    /// <remarks>If not, the subscriber, with <see cref="Current"/>, knows all that the book had applied when it answered.</remarks>
    [Id(2)] public bool Behind { get; init; }
}

/// <summary>Closed grid samples of one book.</summary>
[GenerateSerializer, Immutable, Alias("ballast.sample-column")]
public sealed record SampleColumn
{
    /// <summary>Grid index (venue time divided by the grid step) of the first value.</summary>
    [Id(0)] public required long FirstIndex { get; init; }

    /// <summary>Previous-tick mids, one per grid point, in quote; NaN where none was fresh.</summary>
    [Id(1)] public required double[] Mids { get; init; }

    /// <summary>Changes when the book has gained samples that are older than its newest one, so that readers that keep samples must read all again.</summary>
    [Id(2)] public long Version { get; init; }
}
