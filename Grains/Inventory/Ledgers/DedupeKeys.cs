using Ballast.Domain.Ledger.Booking;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Keys;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>Reads the keys of journaled events, by which a repeated event is recognised.</summary>
/// <param name="journal">Journal of the events.</param>
/// <param name="kept">Time for which keys are kept.</param>
/// <param name="now">Current time, from which ages of events are measured.</param>
internal sealed class DedupeKeys(Journal journal, TimeSpan kept, Func<Instant> now)
{
    private bool _hasAll;

    /// <summary>The minute is a margin, because venue times may be a little ahead of the clock.</summary>
    private Instant Since => now() - kept - TimeSpan.FromMinutes(1);

    /// <summary>Loads the keys of events that are recent enough.</summary>
    internal Task<KeyIndex> Load(CancellationToken cancellationToken) => Load(Since, cancellationToken);

    /// <summary>Loads every key that the journal retains, for an import; <see langword="null"/> when all are already loaded.</summary>
    internal async Task<KeyIndex?> LoadAll(CancellationToken cancellationToken) => _hasAll ? null : await ReloadAll(cancellationToken);

    /// <summary>Loads every key that the journal retains, as it is now.</summary>
    internal async Task<KeyIndex> ReloadAll(CancellationToken cancellationToken)
    {
        var keys = await Load(new(long.MinValue), cancellationToken);
        _hasAll = true;
        return keys;
    }

    /// <summary>Seals the keys of a segment that has ended, and drops keys that have expired.</summary>
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
