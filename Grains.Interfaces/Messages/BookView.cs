using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData;

namespace Ballast.Grains.Interfaces;

/// <summary>A book as of one applied message.</summary>
[GenerateSerializer, Immutable, Alias("ballast.book-view")]
public sealed record BookView
{
    /// <summary>Which book.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Whether the levels can be trusted.</summary>
    [Id(1)] public required BookState State { get; init; }

    /// <summary>Best first, highest price first; at most 25 and at most what was asked for.</summary>
    [Id(2)] public required BookLevel[] Bids { get; init; }

    /// <summary>Best first, lowest price first.</summary>
    [Id(3)] public required BookLevel[] Asks { get; init; }

    /// <summary>Mean of best bid and ask, in quote; <see langword="null"/> unless the book is <see cref="BookState.Live"/> and two-sided.</summary>
    [Id(4)] public required double? Mid { get; init; }

    /// <summary>Venue time of the last event applied, monotone; the default when there was none.</summary>
    [Id(5)] public required Instant VenueTime { get; init; }

    /// <summary>Arrival of the last event applied.</summary>
    [Id(6)] public required Instant ReceivedAt { get; init; }

    /// <summary>Feed epoch and last applied sequence; together they order views of one book.</summary>
    [Id(7)] public required long Epoch { get; init; }

    /// <summary>Last applied sequence of <see cref="Epoch"/>.</summary>
    [Id(8)] public required long Sequence { get; init; }

    /// <summary>How the best prices lie to each other, trusted or not: tells a locked book from a crossed one.</summary>
    [Id(9)] public TopOfBook Top { get; init; }
}

/// <summary>What a book has been fed, for reports and status.</summary>
[GenerateSerializer, Immutable, Alias("ballast.book-statistics")]
public sealed record BookStatistics
{
    /// <summary>Messages of the venue applied or counted, by Tardis type name; resyncs of our own feed are not in it.</summary>
    [Id(0)] public required IReadOnlyDictionary<string, long> MessagesByType { get; init; }

    /// <summary>Levels applied from book changes, removals of unknown levels included.</summary>
    [Id(1)] public required long LevelsApplied { get; init; }

    /// <summary>Book changes dropped because no snapshot had come before them.</summary>
    [Id(2)] public required long IgnoredBeforeSnapshot { get; init; }

    /// <summary>Sequence gaps seen.</summary>
    [Id(3)] public required long Gaps { get; init; }

    /// <summary>Snapshots our own feed sent to mend the book.</summary>
    [Id(4)] public required long Resyncs { get; init; }

    /// <summary>Batches dropped as repeats or as of an older epoch.</summary>
    [Id(5)] public required long Dropped { get; init; }

    /// <summary>Stamps more than 10 s from arrival, replaced by it.</summary>
    [Id(6)] public required long StampsReplaced { get; init; }

    /// <summary>Mids that came after the grid point they belong to had closed, and could not count for it.</summary>
    [Id(7)] public long LateTicks { get; init; }

    /// <summary>Levels removed because they were crossed; 0 unless <c>Books:Uncross</c> is on.</summary>
    [Id(8)] public long LevelsUncrossed { get; init; }

    /// <summary>Levels forgotten because they were deeper than <c>Books:MaxDepth</c>.</summary>
    [Id(9)] public long LevelsForgotten { get; init; }

    /// <summary>Times the book became stale because nothing changed it for <c>Books:SilenceLimit</c>.</summary>
    [Id(10)] public long Silences { get; init; }

    /// <summary>Disconnects seen.</summary>
    [Id(11)] public long Disconnects { get; init; }

    /// <summary>Times the feed was started anew since this book was activated; what the venue sent in between is not known here.</summary>
    [Id(12)] public long FeedStarts { get; init; }

    /// <summary>Book changes that the feed did not send, because this book was slow, and a snapshot stood for.</summary>
    [Id(13)] public long FoldedUpdates { get; init; }

    /// <summary>Trades that the feed did not send for the same reason; they are lost here.</summary>
    [Id(14)] public long FoldedTrades { get; init; }
}

/// <summary>Place of a reader in an instrument's trades.</summary>
/// <param name="Epoch">Activation of the book the position counts in; 0 starts at the oldest trade kept.</param>
/// <param name="Position">Trades already read.</param>
[GenerateSerializer, Immutable, Alias("ballast.trade-cursor")]
public readonly record struct TradeCursor([property: Id(0)] long Epoch, [property: Id(1)] long Position);

/// <summary>Trades in order of arrival, from a cursor on.</summary>
[GenerateSerializer, Immutable, Alias("ballast.trade-page")]
public sealed record TradePage
{
    /// <summary>Oldest first; may be empty.</summary>
    [Id(0)] public required Trade[] Trades { get; init; }

    /// <summary>Pass this to read on.</summary>
    [Id(1)] public required TradeCursor Next { get; init; }

    /// <summary>
    /// Whether trades between the cursor passed and the first one here may be missing: the reader fell out of the kept
    /// window, the book was activated anew, or the feed lost its connection or a batch.
    /// </summary>
    [Id(2)] public required bool Gap { get; init; }
}

/// <summary>Every mid of a book since the last push to one subscriber.</summary>
[GenerateSerializer, Immutable, Alias("ballast.mid-update")]
public sealed record MidUpdate
{
    /// <summary>Which book.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Activation of the book; rises over time.</summary>
    [Id(1)] public required long BookEpoch { get; init; }

    /// <summary>Number of the first change here, counted from 0 in <see cref="BookEpoch"/>.</summary>
    [Id(2)] public required long FirstChange { get; init; }

    /// <summary>Oldest first.</summary>
    [Id(3)] public required MidChange[] Changes { get; init; }

    /// <summary>Whether more than 8,192 were pending and only the last of each 10 ms was kept.</summary>
    [Id(4)] public required bool MidsThinned { get; init; }

    /// <summary>State of the book after the last change.</summary>
    [Id(5)] public required BookState State { get; init; }

    /// <summary>Arrival of the last event the book applied.</summary>
    [Id(6)] public required Instant ReceivedAt { get; init; }

    /// <summary>Monotone venue time of that event: until then the last mid is known to have held.</summary>
    [Id(7)] public required Instant VenueTime { get; init; }

    /// <summary>The book's marks at the end of each second with events since the last push, oldest first; the last is that of now.</summary>
    [Id(8)] public BookMark[] Marks { get; init; } = [];
}

/// <summary>The mids of a book from a time on.</summary>
[GenerateSerializer, Immutable, Alias("ballast.mid-window")]
public sealed record MidWindow
{
    /// <summary>Which book.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Activation of the book; rises over time, and what an earlier one knew is gone.</summary>
    [Id(1)] public required long BookEpoch { get; init; }

    /// <summary>The change that held at the time asked for, and every later one, oldest first. If the first is later than that time, the mid before it is not known.</summary>
    [Id(2)] public required MidChange[] Changes { get; init; }

    /// <summary>Venue time until which the last change is known to have held; the default while nothing is known.</summary>
    [Id(3)] public required Instant ConfirmedTo { get; init; }

    /// <summary>Whether only the last of each 10 ms is here for some of that time.</summary>
    [Id(4)] public required bool Thinned { get; init; }
}

/// <summary>Answer to a registration for mids.</summary>
[GenerateSerializer, Immutable, Alias("ballast.book-registration")]
public sealed record BookRegistration
{
    /// <summary>Feed that feeds the book; <see langword="null"/> while none has.</summary>
    [Id(0)] public required string? Feed { get; init; }

    /// <summary>What holds now, with the newest mid as its only change; <see langword="null"/> when the book was fed nothing yet, or <see cref="Behind"/>.</summary>
    [Id(1)] public required MidUpdate? Current { get; init; }

    /// <summary>Whether mids are still on their way to the subscriber; they come before anything newer.</summary>
    /// <remarks>If not, the subscriber knows, with <see cref="Current"/>, all that the book had applied when it answered.</remarks>
    [Id(2)] public bool Behind { get; init; }
}

/// <summary>Closed grid samples of one book.</summary>
[GenerateSerializer, Immutable, Alias("ballast.sample-column")]
public sealed record SampleColumn
{
    /// <summary>Grid index (venue time divided by the grid step) of the first value.</summary>
    [Id(0)] public required long FirstIndex { get; init; }

    /// <summary>Previous-tick mids, one per grid point; NaN where none was young enough.</summary>
    [Id(1)] public required double[] Mids { get; init; }

    /// <summary>Changes when the book has points that it did not have before and that are not newer than all others: whoever keeps points reads them anew.</summary>
    [Id(2)] public long Version { get; init; }
}
