using System.Text.Json;
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

    /// <summary>Loads from the journal alone.</summary>
    /// <exception cref="JournalDamagedException">The journal is damaged.</exception>
    internal async Task<LoadedLedgers> LoadAll(CancellationToken cancellationToken)
    {
        var firstSegment = await folding.FirstSegment(cancellationToken);
        var fold = new LoadingFold();
        await foreach (var entry in journal.Load(default, cancellationToken))
        {
            fold.Add(entry);
        }

        return new(fold.Result(), firstSegment) { FundingDue = fold.All.FundingDue, Floor = fold.All.Floor?.UpTo };
    }

    private async Task<(LoadedLedgers? Loaded, bool HasLostTail)> LoadAfter(InventorySnapshot snapshot, CancellationToken cancellationToken)
    {
        // A snapshot made before a drop has fills in its window that the journal has only in a checkpoint.
        var firstSegment = await folding.FirstSegment(cancellationToken);
        if (snapshot.FirstSegment != firstSegment)
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
            return (tail.After(snapshot) is not { } folded ? null : new(folded, firstSegment)
            {
                FundingDue = tail.FundingDue ?? snapshot.FundingDue,
                Floor = snapshot.Floor,
                SnapshotLength = snapshot.Position.Number,
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
