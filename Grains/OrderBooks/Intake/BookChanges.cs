using System.Runtime.InteropServices;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.OrderBooks.Intake;

/// <summary>What one batch, event or silence changed in a book, for the book's owner to act on.</summary>
/// <remarks>An intake fills the same instance each time, so that a batch allocates nothing: read it before the next call.</remarks>
internal sealed class BookChanges
{
    private readonly List<MidChange> _mids = [];
    private readonly List<BookMark> _seconds = [];

    /// <summary>What was done with the batch; <see cref="BatchVerdict.Apply"/> for a single event and for silence.</summary>
    internal BatchVerdict Verdict { get; set; }

    /// <summary>Whether batches are missing and the book has no trusted levels, so that the feed is to be asked for a snapshot.</summary>
    internal bool NeedsSnapshot { get; set; }

    /// <summary>What went wrong with an event, the first if there are several; <see langword="null"/> when nothing did.</summary>
    internal Exception? Failure { get; set; }

    /// <summary>
    /// Times whose changes are missing, because the feed left them out for a slow book, or because a stamp was ahead and the changes after it
    /// count only from that stamp on; <see langword="null"/> when there are none.
    /// </summary>
    internal ThinnedRange? Thinned { get; private set; }

    /// <summary>Changes of the mid, oldest first; the mid is NaN where the book lost it.</summary>
    internal ReadOnlySpan<MidChange> Mids => CollectionsMarshal.AsSpan(_mids);

    /// <summary>Marks at the ends of seconds that had events and are over, oldest first.</summary>
    internal ReadOnlySpan<BookMark> Seconds => CollectionsMarshal.AsSpan(_seconds);

    internal void Add(MidChange change) => _mids.Add(change);

    internal void AddThinned(ThinnedRange range) => Thinned = Thinned?.With(range) ?? range;

    internal void AddSecond(BookMark mark) => _seconds.Add(mark);

    internal void Clear()
    {
        (Verdict, NeedsSnapshot, Failure, Thinned) = (BatchVerdict.Apply, false, null, null);
        _mids.Clear();
        _seconds.Clear();
    }
}
