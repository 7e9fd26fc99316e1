using Ballast.Grains.Inventory.Retention;
using Ballast.Grains.Journaling;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>Reads a journal from its beginning, checks every entry, and compares its checkpoints and the snapshot with a rebuild.</summary>
public sealed class JournalAuditor(IJournalStore store, ILoggerFactory loggers)
{
    /// <summary>Audits one journal; nothing is written.</summary>
    /// <param name="instrument">Instrument of the journal.</param>
    /// <param name="snapshot">The inventory's snapshot, read before the journal; <see langword="null"/> when there is none.</param>
    /// <param name="cancellationToken">Cancels the audit.</param>
    public async Task<JournalAudit> Audit(InstrumentId instrument, InventorySnapshot? snapshot, CancellationToken cancellationToken)
    {
        var fold = new LedgerFold();
        var (entries, segments, place) = (0L, 0, new JournalRecord());
        try
        {
            await foreach (var record in new JournalReader(store, instrument).ReadAll(cancellationToken))
            {
                segments += entries == 0 || record.Segment != place.Segment ? 1 : 0;
                (entries, place) = (entries + 1, record);
                fold.Add(new(record.Number, record.Entry));
            }
        }
        catch (JournalDamagedException e)
        {
            return new(instrument, entries, fold.Events.Count, segments, null, [e.Message]);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            return new(instrument, entries, fold.Events.Count, segments, null, [At(instrument, place, e.Message)]);
        }

        if (!fold.HasTerms)
        {
            return new(instrument, entries, fold.Events.Count, segments, null, entries == 0 ? [$"{instrument}: there is no journal"] : []);
        }

        try
        {
            var whole = fold.Rebuild(FoldStart.Oldest).StateHash();
            var faults = new List<string>();
            Compare(fold, whole, instrument, faults);
            if (snapshot is { Position.Number: > 0 })
            {
                faults.AddRange(await Compare(snapshot, whole, instrument, fold, cancellationToken));
            }

            return new(instrument, entries, fold.Events.Count, segments, whole, faults);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or ArgumentException)
        {
            return new(instrument, entries, fold.Events.Count, segments, null, [$"{instrument}: the ledgers cannot be rebuilt: {e.Message}"]);
        }
    }

    /// <summary>Compares each checkpoint with a rebuild of the entries before it, and a rebuild from the newest one with the whole journal.</summary>
    private static void Compare(LedgerFold fold, string whole, InstrumentId instrument, List<string> faults)
    {
        foreach (var checkpoint in fold.Checkpoints)
        {
            var isStart = ReferenceEquals(checkpoint, fold.Floor);
            if (fold.Floor is { } floor && !isStart && checkpoint.UpTo <= floor.UpTo)
            {
                // The segments it was made from were dropped, so there is nothing to compare it with.
                continue;
            }

            var expected = isStart ? checkpoint.StateHash() : fold.Rebuild(FoldStart.Oldest, checkpoint.UpTo, checkpoint.Number).StateHash();
            if (checkpoint.StateHash() != expected)
            {
                faults.Add($"{instrument}: the checkpoint up to {checkpoint.UpTo}, made after entry {checkpoint.Number}, is {checkpoint.StateHash()}, but the journal before it gives {expected}");
            }
        }

        var newest = fold.Rebuild().StateHash();
        if (newest != whole)
        {
            faults.Add($"{instrument}: the journal gives {newest} from the newest checkpoint, but {whole} from its beginning");
        }
    }

    private async Task<IReadOnlyList<string>> Compare(
        InventorySnapshot snapshot, string whole, InstrumentId instrument, LedgerFold fold, CancellationToken cancellationToken)
    {
        var tail = new LedgerFold();
        using var journal = new Journal(store, instrument, new(), TimeProvider.System, loggers.CreateLogger<JournalAuditor>());
        try
        {
            await foreach (var entry in journal.Load(snapshot.Position, cancellationToken))
            {
                // A running silo may have written more entries since, but both sides must end at the same one.
                if (entry.Number <= fold.LastNumber)
                {
                    tail.Add(entry);
                }
            }
        }
        catch (JournalDamagedException e) when (e.Damage?.Kind == DamageKind.MissingSegment)
        {
            // The snapshot's segment was dropped since, so no activation would use it.
            return [];
        }
        catch (JournalDamagedException e)
        {
            return [$"{e.Message}: the snapshot covers more entries"];
        }

        try
        {
            return tail.After(snapshot) is { Ledgers.NeedsRebuild: false } restored && restored.StateHash() is var found && found != whole
                ? [$"{instrument}: the snapshot after entry {snapshot.Position.Number} with the entries after it gives {found}, but the journal alone gives {whole}"]
                : [];
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or ArgumentException)
        {
            return [$"{instrument}: the snapshot cannot be read: {e.Message}"];
        }
    }

    private static string At(InstrumentId instrument, JournalRecord place, string reason) =>
        $"{instrument}: journal segment {place.Segment}, entry {place.Index}: {reason}";
}
