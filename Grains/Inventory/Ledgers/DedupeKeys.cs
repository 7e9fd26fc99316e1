using Ballast.Domain.Ledger.Booking;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Keys;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>Reads the keys of journaled events, by which an event that is sent again is told from a new one.</summary>
/// <param name="journal">Where they are.</param>
/// <param name="kept">For how long keys are kept.</param>
/// <param name="now">What ages of events are measured from.</param>
internal sealed class DedupeKeys(Journal journal, TimeSpan kept, Func<Instant> now)
{
    private bool _hasAll;

    /// <summary>Stamps may be a little ahead of now, and their keys have to outlast them.</summary>
    private Instant Since => now() - kept - TimeSpan.FromMinutes(1);

    /// <summary>The keys that are kept.</summary>
    internal Task<KeyIndex> Load(CancellationToken cancellationToken) => Load(Since, cancellationToken);

    /// <summary>Every key that the journal retains, for an import; <see langword="null"/> when they are at hand already.</summary>
    internal async Task<KeyIndex?> LoadAll(CancellationToken cancellationToken)
    {
        if (_hasAll)
        {
            return null;
        }

        var keys = await Load(new(long.MinValue), cancellationToken);
        _hasAll = true;
        return keys;
    }

    /// <summary>A segment has ended: its keys become a generation, and those no longer kept are forgotten.</summary>
    internal void Seal(KeyIndex keys)
    {
        keys.Seal(now());
        keys.DropBefore(Since);
        _hasAll = false;
    }

    private async Task<KeyIndex> Load(Instant since, CancellationToken cancellationToken)
    {
        var keys = new KeyIndex();
        foreach (var table in await journal.LoadKeys(since, cancellationToken))
        {
            keys.AddSealed(table.LastTime ?? default, table.Pairs);
        }

        foreach (var row in journal.OpenKeys)
        {
            keys.Add(row.Key, row.Digest);
        }

        return keys;
    }
}
