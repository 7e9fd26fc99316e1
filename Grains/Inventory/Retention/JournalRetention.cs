using Ballast.Grains.Inventory.Ledgers;
using Ballast.Grains.Inventory.Ledgers.Folds;
using Ballast.Grains.Journaling;
using Ballast.Grains.Journaling.Entries;

namespace Ballast.Grains.Inventory.Retention;

/// <summary>Makes checkpoints of events older than the retention time, and finds the segments that a checkpoint replaces.</summary>
/// <remarks>
/// There are three steps, and a crash may follow each: a checkpoint is made from the journal; the next segment begins with it;
/// it is read back and verified against a fold of everything before it and a fold of the entries that would remain, and when all give the
/// same state, the segments before it are dropped. This type only reads, on any thread.
/// </remarks>
internal sealed class JournalRetention(InstrumentId instrument, JournalServices services, TimeSpan retain)
{
    private readonly IJournalStore _store = services.Store;
    private readonly JournalFolding _folding = new(services.Store, instrument, services.Folds);

    /// <summary>Finds the next step.</summary>
    /// <exception cref="InvalidDataException">A checkpoint differs from the state rebuilt from the journal; nothing is dropped.</exception>
    internal async Task<RetentionStep> FindStep(Instant now, CancellationToken cancellationToken)
    {
        var limit = now - retain;
        if (await FindOldest(cancellationToken) is not { } oldest || oldest > limit)
        {
            return default;
        }

        var (fold, headers) = await ReadUntil(limit, cancellationToken);
        if (fold.Checkpoints.Any(checkpoint => checkpoint.UpTo > limit))
        {
            // Made when events were kept for a shorter time.
            (fold, headers) = await ReadUntil(fold.Checkpoints.Max(checkpoint => checkpoint.UpTo), cancellationToken);
        }

        var below = Below(fold, headers);
        return below > 0 ? await Verify(fold, below, cancellationToken) : new(Make(fold, oldest, limit), 0, default);
    }

    /// <summary>Reads the journal and keeps the events up to a time, which are those of the oldest segments.</summary>
    private async Task<(LedgerFold Fold, List<SegmentHeader> Headers)> ReadUntil(Instant until, CancellationToken cancellationToken)
    {
        var (fold, headers) = (new LedgerFold { Until = until }, new List<SegmentHeader>());
        await foreach (var record in new JournalReader(_store, instrument).ReadAll(cancellationToken))
        {
            if (record.Entry is SegmentHeader header)
            {
                headers.Add(header);
            }

            fold.Add(new(record.Number, record.Entry));
        }

        return (fold, headers);
    }

    /// <summary>Latest venue time of any event in the oldest segment or before it; <see langword="null"/> when there is only one segment.</summary>
    private async Task<Instant?> FindOldest(CancellationToken cancellationToken)
    {
        if (await _store.GetSegments(instrument, cancellationToken) is not { } range || range.First == range.Last)
        {
            return null;
        }

        using var codec = new JournalCodec(instrument);
        var stored = await _store.Read(instrument, range.First + 1, 0, 1, cancellationToken);
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
        var rest = new LedgerFold { Until = fold.Until };
        await Read(below, fold.LastNumber, rest.Add, cancellationToken);
        var floor = rest.Floor ?? throw new InvalidDataException($"{instrument}: no checkpoint holds the entries before segment {below}.");
        var folded = fold.Rebuild(FoldStart.Oldest, floor.UpTo, floor.Number).StateHash();
        Require(floor.StateHash() == folded, $"the checkpoint up to {floor.UpTo} differs from the state rebuilt from the entries before it");

        var plan = new FoldPlan { Length = fold.LastNumber + 1 };
        var whole = await _folding.StateHash(plan with { Start = fold.Floor }, cancellationToken);
        var kept = plan with { FromSegment = below, Start = floor };
        Require(await _folding.StateHash(kept, cancellationToken) == whole, $"the entries from segment {below} on do not give the same state");
        if (rest.Checkpoints.LastOrDefault(rest.IsUsable) is { } newest && !ReferenceEquals(newest, floor))
        {
            Require(
                await _folding.StateHash(kept with { Start = newest }, cancellationToken) == whole,
                $"the remaining entries do not give the same state from the newest checkpoint");
        }

        return new(null, below, floor.UpTo);
    }

    /// <summary>Reads the entries from a segment to an entry, both included.</summary>
    private async Task Read(int from, long last, Action<NumberedEntry> add, CancellationToken cancellationToken)
    {
        await foreach (var record in new JournalReader(_store, instrument).ReadAll(cancellationToken))
        {
            if (record.Segment >= from && record.Number <= last)
            {
                add(new(record.Number, record.Entry));
            }
        }
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
