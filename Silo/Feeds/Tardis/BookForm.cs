namespace Ballast.Silo.Feeds.Tardis;

/// <summary>How a message describes a book: in full, or its best levels only.</summary>
/// <param name="Depth">Levels a side at most; <see cref="int.MaxValue"/> for the changes of a whole book, 0 for a message that describes none.</param>
/// <param name="Interval">Milliseconds between two messages at least; 0 when each change is sent.</param>
internal readonly record struct BookForm(int Depth, long Interval)
{
    /// <summary>Deepest snapshot that is believed.</summary>
    public const int MaxDepth = 100_000;

    /// <summary>A whole book by its changes (<c>book_change</c>, <c>incremental_book_L2</c>).</summary>
    public static readonly BookForm Changes = new(int.MaxValue, 0);

    /// <summary>Whether this is to be preferred: fresher first, then deeper.</summary>
    public bool IsBetterThan(BookForm other) =>
        other.Depth == 0 || Interval < other.Interval || (Interval == other.Interval && Depth > other.Depth);
}
