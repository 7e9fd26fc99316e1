using Ballast.Grains.Inventory.Ledgers.Folds;
using Ballast.Grains.Journaling;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>Folds a journal again on other threads, one fold at a time, for whatever the ledgers in memory cannot give.</summary>
/// <remarks>Used on the grain's scheduler only. Whoever asks for what a running fold gives shares it; the others share the next one.</remarks>
/// <param name="folding">Reads and folds the journal.</param>
/// <param name="journal">The journal, whose length is read when a fold begins.</param>
internal sealed class JournalRefold(JournalFolding folding, Journal journal) : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<Instant> _asked = [];
    private readonly List<(NumberedEntry Entry, Instant? ChangedFrom)> _since = [];
    private Fold? _running;
    private bool _isForAdoption;

    /// <summary>Whether a fold is running, so that the entries appended since must be given to <see cref="Add"/>.</summary>
    internal bool IsRunning => Running is not null;

    /// <summary>The running fold. One that has ended is none: whoever wants another one would wait for its end for ever.</summary>
    private Fold? Running => _running is { Result.IsCompleted: false } fold ? fold : null;

    /// <summary>Number of entries that are remembered.</summary>
    internal int Remembered => _since.Count;

    /// <summary>Folds every entry, for ledgers that <see cref="Adopted"/> reports as taken over.</summary>
    /// <param name="past">Keeps the states that were dropped.</param>
    /// <exception cref="JournalDamagedException">The journal is damaged.</exception>
    /// <exception cref="OperationCanceledException">Folding was stopped.</exception>
    internal Task<Refolded> RunForAdoption(PastStates past)
    {
        _isForAdoption = true;
        return Run(journal.Length, new() { Times = past.Dropped }, past);
    }

    /// <summary>Folds every entry up to a length or more. Completes with a fold that has the state at each of some times.</summary>
    /// <param name="atLeast">Number of entries that it must cover.</param>
    /// <param name="plan">The times, and the time back to which the ledgers must give states.</param>
    /// <param name="past">Keeps the states at those times, unless an entry appended during the fold changes them.</param>
    /// <exception cref="JournalDamagedException">The journal is damaged.</exception>
    /// <exception cref="OperationCanceledException">Folding was stopped.</exception>
    internal async Task<Refolded> Run(long atLeast, FoldPlan plan, PastStates past)
    {
        while (true)
        {
            _asked.UnionWith(plan.Times);
            var fold = Running ?? Start(plan.BackTo, past);
            if (fold.Plan.Length >= atLeast && fold.Plan.BackTo == plan.BackTo && plan.Times.All(fold.Plan.Times.Contains))
            {
                return await fold.Result;
            }

            await ((Task)fold.Result).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <summary>Remembers an entry that was appended during a fold.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="changedFrom">Venue time from which it changes the ledgers; <see langword="null"/> when it changes none.</param>
    internal void Add(NumberedEntry entry, Instant? changedFrom) => _since.Add((entry, changedFrom));

    /// <summary>Entries appended since a fold that covers a number of them, in order.</summary>
    internal IEnumerable<NumberedEntry> Since(long covered) => _since.Where(item => item.Entry.Number >= covered).Select(item => item.Entry);

    /// <summary>Venue time from which those entries have changed the ledgers; the latest possible one when they changed nothing.</summary>
    private Instant ChangedSince(long covered) => _since.Where(item => item.Entry.Number >= covered && item.ChangedFrom is not null)
        .Select(item => item.ChangedFrom!.Value).DefaultIfEmpty(new(long.MaxValue)).MinBy(time => time.Micros);

    /// <summary>The ledgers of a fold that covers a number of entries were taken over, so those entries are forgotten.</summary>
    internal void Adopted(long covered)
    {
        _isForAdoption = false;
        Forget(covered);
    }

    /// <summary>Forgets the entries before a number, which no fold needs any more.</summary>
    internal void Forget(long below = long.MaxValue) => _since.RemoveAll(item => item.Entry.Number < below);

    /// <summary>Cancels the running fold and every later one.</summary>
    internal void Stop() => _stopping.Cancel();

    /// <inheritdoc />
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private Fold Start(Instant? backTo, PastStates past)
    {
        if (_stopping.IsCancellationRequested)
        {
            throw new OperationCanceledException("The inventory has ended, so its journal is not folded again.");
        }

        if (!_isForAdoption)
        {
            // No earlier fold will be taken over, and this one covers them.
            Forget(journal.Length);
        }

        var fold = new Fold(new() { Length = journal.Length, Times = new HashSet<Instant>(_asked), BackTo = backTo });
        _asked.Clear();
        fold.Result = Run(fold, past, _stopping.Token);
        _running = fold.Result.IsCompleted ? null : fold;
        return fold;
    }

    private async Task<Refolded> Run(Fold fold, PastStates past, CancellationToken cancellationToken)
    {
        try
        {
            var refolded = await folding.Refold(fold.Plan, cancellationToken);
            var changed = ChangedSince(fold.Plan.Length);
            foreach (var (at, state) in refolded.States.Where(state => state.Key < changed))
            {
                past.Keep(at, state);
            }

            return refolded;
        }
        finally
        {
            _running = null;
        }
    }

    private sealed class Fold(FoldPlan plan)
    {
        internal FoldPlan Plan { get; } = plan;

        internal Task<Refolded> Result { get; set; } = null!;
    }
}
