using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Inventory.Retention;

/// <summary>Makes checkpoints of events older than the retention time, and finds the segments that a checkpoint replaces.</summary>
/// <remarks>
/// There are three steps, and a crash may follow each: a checkpoint is made from the journal; the next segment begins with it;
/// it is read back and verified against a fold of everything before it and a fold of the entries that would remain, and when all give the
/// same state, the segments before it are dropped. This type only reads, on any thread.
/// </remarks>
internal sealed class JournalRetention(InstrumentId instrument, IJournalStore store, TimeSpan retain)
{
    /// <summary>Finds the next step.</summary>
    /// <exception cref="InvalidDataException">A checkpoint differs from the state rebuilt from the journal; nothing is dropped.</exception>
    internal async Task<RetentionStep> FindStep(Instant now, CancellationToken cancellationToken)
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

    /// <summary>Latest venue time of any event in the oldest segment or before it; <see langword="null"/> when there is only one segment.</summary>
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

    /// <summary>First segment to keep: a usable checkpoint holds everything before it.</summary>
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

        var floor = rest.Floor ?? throw new InvalidDataException($"{instrument}: no checkpoint holds the entries before segment {below}.");
        var folded = fold.Rebuild(FoldStart.Oldest, floor.UpTo, floor.Number).StateHash();
        Require(floor.StateHash() == folded, $"the checkpoint up to {floor.UpTo} differs from the state rebuilt from the entries before it");
        var whole = fold.Rebuild(FoldStart.Oldest).StateHash();
        Require(rest.Rebuild(FoldStart.Oldest).StateHash() == whole, $"the entries from segment {below} on do not give the same state");
        Require(rest.Rebuild().StateHash() == whole, $"the remaining entries do not give the same state from the newest checkpoint");
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

    /// <summary>Earliest venue time of a fill whose mid, fee rate or markouts are pending.</summary>
    private static Instant? FirstPending(FoldedLedgers rebuilt)
    {
        var fill = rebuilt.Ledgers.PendingFills.FirstOrDefault()?.Event.VenueTime;
        var markout = rebuilt.Markouts.EarliestPending;
        return fill is { } one && markout is { } other ? (one < other ? one : other) : fill ?? markout;
    }

    private void Require(bool isEqual, string fault)
    {
        if (!isEqual)
        {
            throw new InvalidDataException($"{instrument}: {fault}; nothing is dropped.");
        }
    }
}
