using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Checkpoints;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Journaling;

namespace Ballast.Grains.Inventory.Ledgers.Losses;

/// <summary>Finds what the store has lost of a journal: what a snapshot covers and the journal no longer has.</summary>
public sealed class LossFinder(IJournalStore store, ILoggerFactory loggers)
{
    /// <summary>Compares a snapshot with its journal; nothing is written.</summary>
    /// <returns>The loss; <see langword="null"/> when the journal has every entry that the snapshot covers, or a checkpoint has replaced them.</returns>
    /// <exception cref="JournalDamagedException">The journal has another damage, which hides what is lost.</exception>
    public async Task<JournalLoss?> Find(InstrumentId instrument, InventorySnapshot snapshot, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (!await HasLostTail(instrument, snapshot, cancellationToken))
        {
            return null;
        }

        var fold = await Read(instrument, cancellationToken);
        var before = new InstrumentLedgers(LedgerBaseText.Read(snapshot.Ledgers));
        before.Restore(snapshot.Window);
        var kept = fold.Events.Select(entry => entry.Event.Key).ToHashSet();
        var floor = fold.Floor?.UpTo;
        var known = before.Base();
        LedgerEvent[] lost =
        [
            .. before.Window.Select(entry => entry.Event).Concat(known.AppliedVoids).Concat(known.OpenVoids)
                .Where(item => !kept.Contains(item.Key) && (floor is not { } dropped || item.VenueTime > dropped))
                .OrderBy(EventPosition.Of),
        ];
        var after = fold.HasTerms ? fold.Rebuild().Ledgers : null;
        var missing = before.State.Events - (after?.State.Events ?? 0) - lost.Count(item => item is not FillVoid);
        return new(snapshot.Position.Number, fold.LastNumber + 1, lost, Math.Max(0, missing), Differences(before, after));
    }

    private async Task<LedgerFold> Read(InstrumentId instrument, CancellationToken cancellationToken)
    {
        var fold = new LedgerFold();
        await foreach (var record in new JournalReader(store, instrument).ReadAll(cancellationToken))
        {
            fold.Add(new(record.Number, record.Entry));
        }

        return fold;
    }

    private async Task<bool> HasLostTail(InstrumentId instrument, InventorySnapshot snapshot, CancellationToken cancellationToken)
    {
        // Segments before the first were dropped once a verified checkpoint had replaced them.
        if ((await store.GetSegments(instrument, cancellationToken))?.First > snapshot.Position.Segment)
        {
            return false;
        }

        using var journal = new Journal(store, instrument, new(), TimeProvider.System, loggers.CreateLogger<LossFinder>());
        try
        {
            await foreach (var _ in journal.Load(snapshot.Position, cancellationToken))
            {
                // Loading compares the snapshot's position with the chain.
            }

            return false;
        }
        catch (JournalDamagedException e) when (e.Damage?.Kind == DamageKind.LostTail)
        {
            return true;
        }
    }

    private static List<LostPosition> Differences(InstrumentLedgers before, InstrumentLedgers? after)
    {
        var left = (after?.All ?? []).ToDictionary(ledger => (ledger.Portfolio, ledger.Account), ledger => ledger.State.Quantity);
        return
        [
            .. before.All
                .Select(ledger => new LostPosition(
                    ledger.Portfolio, ledger.Account, ledger.State.Quantity, left.GetValueOrDefault((ledger.Portfolio, ledger.Account))))
                .Where(position => position.Before != position.After),
        ];
    }
}
