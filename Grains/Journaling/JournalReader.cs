using System.Runtime.CompilerServices;
using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Journaling;

/// <summary>Reads an instrument's journal without writing to it, and checks every entry.</summary>
public sealed class JournalReader(IJournalStore store, InstrumentId instrument)
{
    /// <summary>Every entry that is retained, in order.</summary>
    /// <exception cref="JournalDamagedException">The journal is damaged; the exception describes the first damage.</exception>
    public async IAsyncEnumerable<JournalRecord> ReadAll([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await store.GetSegments(instrument, cancellationToken) is not { } range)
        {
            yield break;
        }

        using var cursor = new ChainCursor(instrument) { CollectsKeys = false };
        await foreach (var record in Walk(cursor, range, range.First, collectKeys: false, cancellationToken))
        {
            yield return record;
        }
    }

    /// <summary>The first damage; <see langword="null"/> when there is none.</summary>
    public async Task<JournalDamage?> FindDamage(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in ReadAll(cancellationToken))
            {
                // Reading an entry checks it.
            }

            return null;
        }
        catch (JournalDamagedException e)
        {
            return e.Damage;
        }
    }

    /// <summary>Reads from the start of a segment to the end of the chain, moving a new cursor.</summary>
    internal async IAsyncEnumerable<JournalRecord> Walk(
        ChainCursor cursor, SegmentRange range, int from, bool collectKeys, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cursor.Begin(from);
        using var pages = new SegmentPages(store, instrument);

        // Any later checkpoint may hold the dropped events; the owner of the journal decides which ones do.
        var needsCheckpoint = from > 0 && from == range.First;
        for (var segment = from; ; segment++)
        {
            // Only the open segment's keys are collected, because sealed segments have key tables.
            cursor.CollectsKeys = collectKeys && segment >= range.Last;
            await foreach (var page in pages.Read(segment, cancellationToken))
            {
                foreach (var parsed in page)
                {
                    var at = cursor.Position;
                    var entry = cursor.Read(parsed);
                    needsCheckpoint &= !cursor.HasCheckpoint;
                    yield return new(segment, at.Index, cursor.Position.Number - 1, cursor.Position.Hash, entry);
                }
            }

            if (cursor.Position.Index == 0)
            {
                throw cursor.Damage(DamageKind.MissingSegment, $"segments {range.First} to {range.Last}", "none here");
            }

            if (!cursor.IsSealed && segment < range.Last)
            {
                throw cursor.Damage(DamageKind.Misstated, "a seal, because a later segment exists", "the segment's end");
            }

            // A writer may have begun another segment since the range was read, or a crash may have prevented it.
            if (!cursor.IsSealed || (segment >= range.Last && await store.GetLength(instrument, segment + 1, cancellationToken) == 0))
            {
                if (needsCheckpoint)
                {
                    throw NoCheckpoint(range.First);
                }

                yield break;
            }

            cursor.NextSegment();
        }
    }

    private JournalDamagedException NoCheckpoint(int segment) => new(new JournalDamage(
        DamageKind.NoCheckpoint, instrument, segment, 1, "a complete checkpoint, because earlier segments are gone", "none"));
}
