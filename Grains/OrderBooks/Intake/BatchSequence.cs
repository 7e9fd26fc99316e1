using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.OrderBooks.Intake;

/// <summary>Judges the batches of one instrument by feed, epoch and sequence, by the rules in docs/architecture.md, "Batches".</summary>
internal sealed class BatchSequence
{
    private long _run;

    /// <summary>The instrument's feed; <see langword="null"/> before the first batch.</summary>
    internal string? Feed { get; private set; }

    /// <summary>Epoch of the last batch accepted; 0 before the first.</summary>
    internal long Epoch { get; private set; }

    /// <summary>Sequence of the last batch accepted; 0 before the first.</summary>
    internal long Last { get; private set; }

    internal BatchVerdict Accept(MarketBatch batch)
    {
        if (Feed is not null && Feed != batch.Feed)
        {
            return BatchVerdict.OtherFeed;
        }

        if (batch.Epoch < Epoch)
        {
            return BatchVerdict.OlderEpoch;
        }

        // A store that has lost its newest writes may give an epoch out twice; then only the run tells the two starts apart.
        var isNewEpoch = batch.Epoch > Epoch || batch.Run != _run;
        if (!isNewEpoch && batch.Sequence <= Last)
        {
            return BatchVerdict.Drop;
        }

        var expected = isNewEpoch ? 1 : Last + 1;
        (Feed, Epoch, _run, Last) = (batch.Feed, batch.Epoch, batch.Run, batch.Sequence);
        return batch.Sequence > expected ? BatchVerdict.Gap : isNewEpoch ? BatchVerdict.NewEpoch : BatchVerdict.Apply;
    }

    /// <summary>Ends the tie to the feed: the next batch is accepted from any feed, as from a new epoch.</summary>
    internal void Release() => (Feed, Epoch, _run, Last) = (null, 0, 0, 0);
}
