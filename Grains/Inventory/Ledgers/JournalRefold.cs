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

    /// <summary>Whether a fold is running, so that the entries appended since must be given to <see cref="Add"/>.</summary>
    internal bool IsRunning => _running is not null;

    /// <summary>Folds every entry up to a length or more. Completes with a fold that has the state at each of some times.</summary>
    /// <param name="atLeast">Number of entries that it must cover.</param>
    /// <param name="times">The times.</param>
    /// <param name="past">Keeps those states, unless an entry appended during the fold changes them.</param>
    /// <exception cref="JournalDamagedException">The journal is damaged.</exception>
    /// <exception cref="OperationCanceledException">Folding was stopped.</exception>
    internal async Task<Refolded> Run(long atLeast, IReadOnlyCollection<Instant> times, PastStates past)
    {
        _asked.UnionWith(times);
        while (true)
        {
            var fold = _running ??= Start(past);
            if (fold.Length >= atLeast && times.All(fold.Times.Contains))
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

    /// <summary>Forgets the entries, which no fold needs any more.</summary>
    internal void Forget() => _since.Clear();

    /// <summary>Cancels the running fold and every later one.</summary>
    internal void Stop() => _stopping.Cancel();

    /// <inheritdoc />
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private Fold Start(PastStates past)
    {
        var fold = new Fold(journal.Length, [.. _asked]);
        _asked.Clear();
        fold.Result = Run(fold, past);
        return fold;
    }

    private async Task<Refolded> Run(Fold fold, PastStates past)
    {
        var cancellation = _stopping.Token;
        try
        {
            var refolded = await Task.Run(() => folding.Refold(fold.Length, fold.Times, cancellation), cancellation);
            var changed = ChangedSince(fold.Length);
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

    private sealed class Fold(long length, HashSet<Instant> times)
    {
        internal long Length { get; } = length;

        internal HashSet<Instant> Times { get; } = times;

        internal Task<Refolded> Result { get; set; } = null!;
    }
}
