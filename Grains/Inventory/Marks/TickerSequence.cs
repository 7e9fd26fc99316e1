using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.Inventory.Marks;

/// <summary>Judges the batches of tickers of one instrument by epoch, start and sequence of their feed, as its book judges its own.</summary>
/// <remarks>
/// The epoch of a feed may go back when its store was restored. Its book goes over to the lower epoch when nothing of the higher one comes, and
/// the tickers follow the book.
/// </remarks>
internal sealed class TickerSequence
{
    private long _epoch;
    private long _run;
    private long _last;
    private long _newestTicker;
    private bool _hasCome;

    /// <summary>Whether batches before this one are missing.</summary>
    internal bool IsGap(MarketBatch batch) =>
        IsNewStart(batch) ? batch.Sequence > 1 : batch.Epoch == _epoch && batch.Sequence > _last + 1;

    /// <summary>Takes a batch.</summary>
    /// <returns>Whether its tickers may be newer than those seen.</returns>
    internal bool Accept(MarketBatch batch)
    {
        if (batch.Epoch < _epoch)
        {
            return false;
        }

        if (IsNewStart(batch))
        {
            (_epoch, _run, _last, _newestTicker) = (batch.Epoch, batch.Run, 0, 0);
        }

        // A repeated last ticker has an older sequence than a liquidation that arrived since, and may still hold the newest mark.
        (_last, _hasCome) = (Math.Max(_last, batch.Sequence), true);
        return batch.Sequence > _newestTicker;
    }

    /// <summary>A ticker of a batch was taken, so that repeats of it are not.</summary>
    internal void Take(MarketBatch batch) => _newestTicker = batch.Sequence;

    /// <summary>Follows the book, which says now and then which epoch of the feed it takes. A lower one counts when nothing of the higher has come since the last time.</summary>
    internal void Follow(long epochOfBook)
    {
        if (epochOfBook > 0 && epochOfBook < _epoch && !_hasCome)
        {
            Forget();
        }

        _hasCome = false;
    }

    /// <summary>The book has gone over to another feed, whose epochs cannot be compared with those of the last one.</summary>
    internal void Forget() => (_epoch, _run, _last, _newestTicker) = (0, 0, 0, 0);

    /// <summary>Whether the feed was started anew. A store that has lost its newest writes may give an epoch out twice; then only the run tells the two starts apart.</summary>
    private bool IsNewStart(MarketBatch batch) => batch.Epoch > _epoch || (batch.Epoch == _epoch && batch.Run != _run);
}
