namespace Ballast.Silo.Feeds.Tardis;

/// <summary>How a message describes a book: the whole book, or its best levels only.</summary>
/// <param name="Depth">Most levels per side; <see cref="int.MaxValue"/> for changes of a whole book, 0 for a message that does not describe a book.</param>
/// <param name="Interval">Shortest time between two messages, in milliseconds; 0 when every change is sent.</param>
internal readonly record struct BookForm(int Depth, long Interval)
{
    /// <summary>Largest depth of a snapshot that is accepted.</summary>
    public const int MaxDepth = 100_000;

    /// <summary>Changes of a whole book (<c>book_change</c>, <c>incremental_book_L2</c>).</summary>
    public static readonly BookForm Changes = new(int.MaxValue, 0);

    /// <summary>Whether this form is better: a shorter interval counts first, then more depth.</summary>
    public bool IsBetterThan(BookForm other) =>
        other.Depth == 0 || Interval < other.Interval || (Interval == other.Interval && Depth > other.Depth);
}
