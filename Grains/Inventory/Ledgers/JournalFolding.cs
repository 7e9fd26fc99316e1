using Ballast.Domain.Ledger.Folding;
using Ballast.Grains.Journaling;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>Reads everything that a journal retains, for a rebuild.</summary>
internal sealed class JournalFolding(IJournalStore store, InstrumentId instrument)
{
    /// <summary>First segment that the journal retains; 0 when nothing was dropped or there is no journal.</summary>
    internal async Task<int> FirstSegment(CancellationToken cancellationToken) =>
        (await store.GetSegments(instrument, cancellationToken))?.First ?? 0;

    /// <summary>Folds every retained entry before a given one.</summary>
    /// <param name="length">Number of the first entry to leave out.</param>
    /// <param name="times">Times at which to keep the state.</param>
    /// <param name="cancellationToken">Cancels folding.</param>
    internal async Task<Refolded> Refold(long length, IReadOnlyCollection<Instant> times, CancellationToken cancellationToken)
    {
        var fold = await ReadBefore(length, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var folded = fold.Rebuild(FoldStart.Oldest);
        var states = new Dictionary<Instant, FoldState>();
        foreach (var at in times.Order())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (folded.Ledgers.At(at) is { } state)
            {
                states[at] = state;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        folded.Ledgers.Compact();
        return new(length, folded, states);
    }

    /// <summary>Reads every retained entry before a given one. Starts again when segments are dropped while it reads.</summary>
    /// <param name="length">Number of the first entry to leave out.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    internal async Task<LedgerFold> ReadBefore(long length, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (fold, first) = (new LedgerFold(), await FirstSegment(cancellationToken));
            try
            {
                await foreach (var record in new JournalReader(store, instrument).ReadAll(cancellationToken))
                {
                    if (record.Number < length)
                    {
                        fold.Add(new(record.Number, record.Entry));
                    }
                }

                return fold;
            }
            catch (JournalDamagedException)
            {
                if (await FirstSegment(cancellationToken) == first)
                {
                    throw;
                }
            }
        }
    }
}
