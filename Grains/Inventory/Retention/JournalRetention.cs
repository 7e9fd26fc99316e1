using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Inventory.Retention;

/// <summary>Makes checkpoints of events older than must be kept, and says which segments a checkpoint has replaced.</summary>
/// <remarks>
/// Three steps, each of which a crash may follow: a checkpoint is made from the journal; the next segment begins with it;
/// once it is read back, and both an independent fold of everything before it and one of what would be left come to the
/// same state, the segments before are dropped. Reads only, on any thread.
/// </remarks>
internal sealed class JournalRetention(InstrumentId instrument, IJournalStore store, TimeSpan retain)
{
    /// <summary>What to do now.</summary>
    /// <exception cref="InvalidDataException">A checkpoint is not what the journal comes to; nothing is dropped.</exception>
    internal async Task<RetentionStep> Look(Instant now, CancellationToken cancellationToken)
    {
        var limit = now - retain;
        if (await FindOldest(cancellationToken) is not { } oldest || oldest > limit)
        {
            return default;
        }

        var (fold, headers) = (new LedgerFold(), new List<SegmentHeader>());
        await foreach (var record in new JournalReader(store, instrument).ReadAll(cancellationToken))
        {
            if (record.Entry is SegmentHeader header)
            {
                headers.Add(header);
            }

            fold.Add(new(record.Number, record.Entry));
        }

        var below = Below(fold, headers);
        return below > 0 ? await Verify(fold, below, cancellationToken) : new(Make(fold, oldest, limit), 0, default);
    }

    /// <summary>Latest venue time up to the end of the oldest segment; <see langword="null"/> when that is the only one.</summary>
    private async Task<Instant?> FindOldest(CancellationToken cancellationToken)
    {
        if (await store.GetSegments(instrument, cancellationToken) is not { } range || range.First == range.Last)
        {
            return null;
        }

        using var codec = new JournalCodec(instrument);
        var stored = await store.Read(instrument, range.First + 1, 0, 1, cancellationToken);
        return stored.Count == 1 && codec.Decode(stored[0]) is SegmentHeader header ? header.MaxEventTime ?? default(Instant) : null;
    }

    /// <summary>Lowest segment to keep: whatever is before it, a usable checkpoint holds.</summary>
    private static int Below(LedgerFold fold, List<SegmentHeader> headers)
    {
        var kept = headers.Count > 0 && !fold.IsWhole ? headers.Skip(1) : headers;
        return fold.Checkpoints.Where(fold.IsUsable)
            .Select(c => kept.Where(h => h.FirstNumber <= c.Number + 1 && (h.MaxEventTime ?? default) <= c.UpTo).Select(h => h.Segment).LastOrDefault())
            .DefaultIfEmpty().Max();
    }

    private async Task<RetentionStep> Verify(LedgerFold fold, int below, CancellationToken cancellationToken)
    {
        var rest = new LedgerFold();
        await foreach (var record in new JournalReader(store, instrument).ReadAll(cancellationToken))
        {
            if (record.Segment >= below && record.Number <= fold.LastNumber)
            {
                rest.Add(new(record.Number, record.Entry));
            }
        }

        var floor = rest.Floor ?? throw new InvalidDataException($"{instrument}: no checkpoint holds what is before segment {below}.");
        var folded = fold.Rebuild(FoldStart.Oldest, floor.UpTo, floor.Number).StateHash();
        Require(floor.StateHash() == folded, $"the checkpoint up to {floor.UpTo} is not what the journal before it comes to");
        var whole = fold.Rebuild(FoldStart.Oldest).StateHash();
        Require(rest.Rebuild(FoldStart.Oldest).StateHash() == whole, $"what is kept from segment {below} on does not come to the same state");
        Require(rest.Rebuild().StateHash() == whole, $"from its newest checkpoint what is kept does not come to the same state");
        return new(null, below, floor.UpTo);
    }

    private string? Make(LedgerFold fold, Instant oldest, Instant limit)
    {
        if (fold.Checkpoints.Any(c => fold.IsUsable(c) && c.UpTo >= oldest && c.Number == fold.LastNumber))
        {
            return null;
        }

        var upTo = limit;
        var floor = fold.Floor?.UpTo ?? new(long.MinValue);
        while (upTo >= oldest && upTo > floor)
        {
            var rebuilt = fold.Rebuild(FoldStart.Oldest, upTo);
            if (FirstPending(rebuilt) is { } pending)
            {
                upTo = new(pending.Micros - 1);
                continue;
            }

            if (rebuilt.Ledgers.BaseAt(upTo) is not { } ledgers)
            {
                return null;
            }

            var made = new LedgerCheckpoint(ledgers, rebuilt.Markouts.ToJson(), rebuilt.Policy.ToString(), fold.LastNumber, upTo, fold.FundingDue);
            var text = made.Write();
            Require(LedgerCheckpoint.Read(text).StateHash() == rebuilt.StateHash(), "a checkpoint does not read back as it was made");
            return text;
        }

        return null;
    }

    /// <summary>Earliest venue time of a fill of which something is still to become known.</summary>
    private static Instant? FirstPending(FoldedLedgers rebuilt)
    {
        var fill = rebuilt.Ledgers.PendingFills.FirstOrDefault()?.Event.VenueTime;
        var markout = rebuilt.Markouts.EarliestPending;
        return fill is { } one && markout is { } other ? (one < other ? one : other) : fill ?? markout;
    }

    private void Require(bool isSo, string otherwise)
    {
        if (!isSo)
        {
            throw new InvalidDataException($"{instrument}: {otherwise}; nothing is dropped.");
        }
    }
}
