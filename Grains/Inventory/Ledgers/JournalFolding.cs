using Ballast.Grains.Journaling;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>Reads everything that a journal retains, for a rebuild.</summary>
internal sealed class JournalFolding(IJournalStore store, InstrumentId instrument)
{
    /// <summary>First segment that the journal retains; 0 when nothing was dropped or there is no journal.</summary>
    internal async Task<int> FirstSegment(CancellationToken cancellationToken) =>
        (await store.GetSegments(instrument, cancellationToken))?.First ?? 0;

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
