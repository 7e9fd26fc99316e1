using System.Runtime.InteropServices;

namespace Ballast.Grains.OrderBooks.Intake;

/// <summary>What one batch, event or silence changed in a book, for the book's owner to act on.</summary>
/// <remarks>An intake fills the same instance each time, so that a batch allocates nothing: read it before the next call.</remarks>
internal sealed class BookChanges
{
    private readonly List<MidChange> mids = [];
    private readonly List<BookMark> seconds = [];

    /// <summary>What was done with the batch; <see cref="BatchVerdict.Apply"/> for a single event and for silence.</summary>
    internal BatchVerdict Verdict { get; set; }

    /// <summary>Whether batches are missing and the book has no trusted levels, so that the feed is to be asked for a snapshot.</summary>
    internal bool NeedsSnapshot { get; set; }

    /// <summary>Changes of the mid, oldest first; the mid is NaN where the book lost it.</summary>
    internal ReadOnlySpan<MidChange> Mids => CollectionsMarshal.AsSpan(mids);

    /// <summary>Marks at the ends of seconds that had events and are over, oldest first.</summary>
    internal ReadOnlySpan<BookMark> Seconds => CollectionsMarshal.AsSpan(seconds);

    internal void Add(MidChange change) => mids.Add(change);

    internal void AddSecond(BookMark mark) => seconds.Add(mark);

    internal void Clear()
    {
        (Verdict, NeedsSnapshot) = (BatchVerdict.Apply, false);
        mids.Clear();
        seconds.Clear();
    }
}
