using System.Runtime.CompilerServices;
using Ballast.Grains.Inventory.Ledgers.Folds;
using Ballast.Grains.Journaling;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>Folds everything that a journal retains, as it is read. In a silo one long journal is folded at a time.</summary>
/// <remarks>
/// A journal whose events arrived in about the order of their times is read once. When some came much later, it is read again with those known
/// from the beginning, each time with a larger window, until the ledgers lack none.
/// </remarks>
internal sealed class JournalFolding(IJournalStore store, InstrumentId instrument, FoldTurns turns)
{
    private const int MaxDoublings = 14;

    /// <summary>Maximum number of events in memory besides late ones, in the first pass.</summary>
    internal int WindowSize { get; init; } = 32_768;

    /// <summary>First segment that the journal retains; 0 when nothing was dropped or there is no journal.</summary>
    internal async Task<int> FirstSegment(CancellationToken cancellationToken) =>
        (await store.GetSegments(instrument, cancellationToken))?.First ?? 0;

    /// <summary>Folds every retained entry before a given one.</summary>
    /// <param name="length">Number of the first entry to leave out.</param>
    /// <param name="times">Times at which to keep the state.</param>
    /// <param name="cancellationToken">Cancels folding.</param>
    internal Task<Refolded> Refold(long length, IReadOnlyCollection<Instant> times, CancellationToken cancellationToken) =>
        Refold(new FoldPlan { Length = length, Times = times }, cancellationToken);

    /// <summary>Folds every retained entry that a plan covers. Starts again when segments are dropped meanwhile.</summary>
    internal Task<Refolded> Refold(FoldPlan plan, CancellationToken cancellationToken) => InTurn(
        async () =>
        {
            while (true)
            {
                var first = await FirstSegment(cancellationToken);
                try
                {
                    var fold = await Fold(await FromFloor(plan, cancellationToken), _ => Read(plan, cancellationToken), cancellationToken);
                    return new Refolded(plan.Length, fold.Folded!, fold.States);
                }
                catch (JournalDamagedException)
                {
                    if (await FirstSegment(cancellationToken) == first)
                    {
                        throw;
                    }
                }
            }
        },
        cancellationToken);

    /// <summary>Loads a journal, which moves it to its end, and folds what it retains.</summary>
    internal Task<StreamedFold> Load(Journal journal, CancellationToken cancellationToken) => InTurn(
        async () => await Fold(
            await FromFloor(new(), cancellationToken),
            pass => pass == 0 ? journal.Load(default, cancellationToken) : Read(new() { Length = journal.Length }, cancellationToken),
            cancellationToken),
        cancellationToken);

    /// <summary>Digest of the state that a plan gives from its own start.</summary>
    internal Task<string> StateHash(FoldPlan plan, CancellationToken cancellationToken) => InTurn(
        async () => (await Fold(plan, _ => Read(plan, cancellationToken), cancellationToken)).Folded!.StateHash(), cancellationToken);

    private async Task<FoldPlan> FromFloor(FoldPlan plan, CancellationToken cancellationToken) =>
        plan with { Start = await new CheckpointSearch(store, instrument).FindFloor(cancellationToken) };

    /// <summary>Folds entries in as many passes as they need.</summary>
    /// <param name="plan">Where the fold begins and what it keeps.</param>
    /// <param name="read">Reads the entries for a pass, counted from 0.</param>
    /// <param name="cancellationToken">Cancels folding.</param>
    internal async Task<StreamedFold> Fold(
        FoldPlan plan, Func<int, IAsyncEnumerable<NumberedEntry>> read, CancellationToken cancellationToken)
    {
        var known = new LateEntries();
        for (var pass = 0; ; pass++)
        {
            var fold = new StreamedFold(plan, known, WindowSize << Math.Min(pass, MaxDoublings));
            await foreach (var entry in read(pass))
            {
                cancellationToken.ThrowIfCancellationRequested();
                fold.Add(entry);
            }

            fold.Finish();
            if (fold.Found.IsEmpty)
            {
                return fold;
            }

            known.Add(fold.Found);
        }
    }

    private async IAsyncEnumerable<NumberedEntry> Read(FoldPlan plan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var record in new JournalReader(store, instrument).ReadAll(cancellationToken))
        {
            if (record.Segment >= plan.FromSegment && record.Number < plan.Length)
            {
                yield return new(record.Number, record.Entry);
            }
        }
    }

    private async Task<T> InTurn<T>(Func<Task<T>> fold, CancellationToken cancellationToken) =>
        await turns.Run(await Entries(cancellationToken), fold, cancellationToken);

    /// <summary>Number of entries that the journal retains, counted until it is known to be long.</summary>
    private async Task<long> Entries(CancellationToken cancellationToken)
    {
        var entries = 0L;
        if (await store.GetSegments(instrument, cancellationToken) is { } range)
        {
            for (var segment = range.Last; segment >= range.First && entries <= turns.Short; segment--)
            {
                entries += await store.GetLength(instrument, segment, cancellationToken);
            }
        }

        return entries;
    }
}
