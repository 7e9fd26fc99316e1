using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.OrderBooks.Intake;

/// <summary>Judges the batches of one instrument by feed, epoch and sequence, by the rules in docs/architecture.md, "Batches".</summary>
internal sealed class BatchSequence
{
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
