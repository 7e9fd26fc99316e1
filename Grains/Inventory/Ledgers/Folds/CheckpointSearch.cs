using Ballast.Grains.Inventory.Retention;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Inventory.Ledgers.Folds;

/// <summary>Finds the checkpoint at which a fold of a journal begins. It reads only the beginnings of segments, and whoever folds checks every entry.</summary>
internal sealed class CheckpointSearch(IJournalStore store, InstrumentId instrument)
{
    /// <summary>Oldest checkpoint that holds every event of the dropped segments; <see langword="null"/> when there is none or nothing was dropped.</summary>
    internal async Task<LedgerCheckpoint?> FindFloor(CancellationToken cancellationToken)
    {
        if (await store.GetSegments(instrument, cancellationToken) is not { First: > 0 } range)
        {
            return null;
        }

        using var codec = new JournalCodec(instrument);
        Instant? dropped = null;
        for (var segment = range.First; segment <= range.Last; segment++)
        {
            var start = await Read(codec, segment, 2, cancellationToken);
            if (segment == range.First)
            {
                dropped = start is [SegmentHeader header, ..] ? header.MaxEventTime : null;
            }

            if (start is [_, CheckpointPart first]
                && await Read(codec, segment, 1 + first.Parts, cancellationToken) is var entries
                && CheckpointState.Join([.. entries.OfType<CheckpointPart>()]) is { } state
                && LedgerCheckpoint.Read(state.Text) is var found && (dropped is not { } last || found.UpTo >= last))
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>First entries of a segment; none when one is unreadable, which the fold reports with its place.</summary>
    private async Task<IReadOnlyList<JournalEntry>> Read(JournalCodec codec, int segment, long count, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await store.Read(instrument, segment, 0, count, cancellationToken)).Select(stored => codec.Decode(stored))];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }
}
