namespace Ballast.Grains.OrderBooks.Intake;

/// <summary>What a book does with a batch.</summary>
internal enum BatchVerdict
{
    /// <summary>It is the next in order and is applied.</summary>
    Apply,

    /// <summary>It is the first of a newer epoch: the book becomes stale, then the batch is applied.</summary>
    NewEpoch,

    /// <summary>Batches before it are missing: the book is stale until a snapshot; it is applied.</summary>
    Gap,

    /// <summary>It is a repeat, and is dropped.</summary>
    Drop,

    /// <summary>It comes from a second feed, and is refused: an instrument has one feed.</summary>
    OtherFeed,

    /// <summary>It is of an older epoch of the feed, and is refused.</summary>
    OlderEpoch,
}
