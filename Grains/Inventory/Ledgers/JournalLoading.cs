using System.Text.Json;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Journaling;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>State with which an activation begins.</summary>
/// <param name="Folded">Ledgers and markouts; <see langword="null"/> when there is no journal.</param>
/// <param name="FirstSegment">First segment of the journal when it was read.</param>
internal sealed record LoadedLedgers(FoldedLedgers? Folded, int FirstSegment)
{
    /// <summary>Next funding time journaled; <see langword="null"/> when there is none.</summary>
    internal Instant? FundingDue { get; init; }

    /// <summary>Last venue time whose events are only in a checkpoint; <see langword="null"/> while every event is retained.</summary>
    internal Instant? Floor { get; init; }

    /// <summary>Whether the journal has segments before the first, which an earlier activation had begun to drop.</summary>
    internal bool HasUnfinishedDrop { get; init; }

    /// <summary>Journaled events that the ledgers lack until the journal is folded again, with the numbers of their entries.</summary>
    internal IReadOnlyList<(LedgerEvent Event, long Number)> Unfolded { get; init; } = [];

    /// <summary>Number of journal entries that the snapshot covers; 0 without a snapshot.</summary>
    internal long SnapshotLength { get; init; }

    /// <summary>Whether the snapshot covers entries that the journal no longer has.</summary>
    internal bool HasLostTail { get; init; }
}

/// <summary>Reads ledgers and markouts from a snapshot and the journal after it, or from the journal alone.</summary>
internal sealed class JournalLoading(Journal journal, JournalFolding folding, InstrumentId instrument, ILogger logger)
{
    /// <summary>Loads from the snapshot if it matches the journal, otherwise from the journal alone.</summary>
    /// <exception cref="JournalDamagedException">The journal is damaged.</exception>
    internal async Task<LoadedLedgers> Load(InventorySnapshot? snapshot, CancellationToken cancellationToken)
    {
        var hasLostTail = false;
        if (snapshot is { Position.Number: > 0 })
        {
            (var loaded, hasLostTail) = await LoadAfter(snapshot, cancellationToken);
            if (loaded is not null)
            {
                return loaded;
            }
        }

        return await LoadAll(cancellationToken) with { HasLostTail = hasLostTail };
    }

    /// <summary>Loads from the journal alone. A long journal waits until the silo's other inventories have read theirs.</summary>
    /// <exception cref="JournalDamagedException">The journal is damaged.</exception>
    internal async Task<LoadedLedgers> LoadAll(CancellationToken cancellationToken)
    {
        var firstSegment = await folding.FirstSegment(cancellationToken);
        var fold = await folding.Load(journal, cancellationToken);
        return new(fold.Folded, firstSegment) { FundingDue = fold.FundingDue, Floor = fold.Floor };
    }

    private async Task<(LoadedLedgers? Loaded, bool HasLostTail)> LoadAfter(InventorySnapshot snapshot, CancellationToken cancellationToken)
    {
        // A snapshot made before a drop has fills in its window that the journal has only in a checkpoint. One made for a drop that a crash has
        // prevented does without the segments, and they are dropped once the journal is open.
        var firstSegment = await folding.FirstSegment(cancellationToken);
        if (snapshot.FirstSegment < firstSegment)
        {
            return (null, false);
        }

        LedgerFold tail;
        try
        {
            tail = await Read(snapshot.Position, cancellationToken);
        }
        catch (JournalDamagedException e) when (e.Damage?.Kind == DamageKind.LostTail)
        {
            LedgerLog.TailLost(logger, e, instrument);
            return (null, true);
        }
        catch (JournalDamagedException e) when (e.Damage?.Kind == DamageKind.MissingSegment)
        {
            LedgerLog.SnapshotUnusable(logger, e, instrument);
            return (null, false);
        }

        try
        {
            var folded = tail.After(snapshot);
            var unfolded = folded.Ledgers.NeedsRebuild ? tail.Events.Where(item => !folded.Contains(item.Event, item.Number)).ToArray() : [];
            folded.Ledgers.Compact();
            return (new(folded, snapshot.FirstSegment)
            {
                FundingDue = tail.FundingDue ?? snapshot.FundingDue,
                Floor = snapshot.Floor,
                SnapshotLength = snapshot.Position.Number,
                HasUnfinishedDrop = snapshot.FirstSegment > firstSegment,
                Unfolded = unfolded,
            }, false);
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or IndexOutOfRangeException)
        {
            LedgerLog.SnapshotUnusable(logger, e, instrument);
            return (null, false);
        }
    }

    private async Task<LedgerFold> Read(JournalPosition from, CancellationToken cancellationToken)
    {
        var fold = new LedgerFold();
        await foreach (var entry in journal.Load(from, cancellationToken))
        {
            fold.Add(entry);
        }

        return fold;
    }
}
