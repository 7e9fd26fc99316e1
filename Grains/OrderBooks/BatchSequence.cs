namespace Ballast.Grains.OrderBooks;

/// <summary>What a book does with a batch.</summary>
internal enum BatchVerdict
{
    /// <summary>The next in order.</summary>
    Apply,

    /// <summary>The first of a newer epoch: what was known before it is stale.</summary>
    NewEpoch,

    /// <summary>Batches before it are missing: the book is stale until a snapshot.</summary>
    Gap,

    /// <summary>A repeat, or of an older epoch.</summary>
    Drop,

    /// <summary>Of a second feed; an instrument has one.</summary>
    OtherFeed,
}

/// <summary>The sequence rules of design §2, for one instrument.</summary>
internal sealed class BatchSequence
{
    internal string? Feed { get; private set; }

    internal long Epoch { get; private set; }

    internal long Last { get; private set; }

    internal BatchVerdict Accept(MarketBatch batch)
    {
        if (Feed is not null && Feed != batch.Feed)
        {
            return BatchVerdict.OtherFeed;
        }

        if (batch.Epoch < Epoch || (batch.Epoch == Epoch && batch.Sequence <= Last))
        {
            return BatchVerdict.Drop;
        }

        var isNewEpoch = batch.Epoch > Epoch;
        var expected = isNewEpoch ? 1 : Last + 1;
        (Feed, Epoch, Last) = (batch.Feed, batch.Epoch, batch.Sequence);
        return batch.Sequence > expected ? BatchVerdict.Gap : isNewEpoch ? BatchVerdict.NewEpoch : BatchVerdict.Apply;
    }
}
