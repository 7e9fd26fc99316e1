using System.Collections.Concurrent;
using Ballast.Grains.Journaling;

namespace Ballast.Cluster.Tests.Fixture;

/// <summary>The real journal store, with what tests put in its way for single instruments.</summary>
public sealed class ControlledJournal(IJournalStore inner) : IJournalStore
{
    private readonly ConcurrentDictionary<InstrumentId, Func<Func<Task<bool>>, Task<bool>>> _appends = new();
    private readonly ConcurrentDictionary<InstrumentId, Func<Func<Task<bool>>, Task<bool>>> _fillAppends = new();
    private readonly ConcurrentDictionary<InstrumentId, Func<Task>> _reads = new();
    private readonly ConcurrentDictionary<InstrumentId, (int Skipped, TaskCompletionSource Reached, TaskCompletionSource Released)> _held = new();
    private readonly ConcurrentDictionary<InstrumentId, int> _readsFromStart = new();
    private readonly ConcurrentDictionary<InstrumentId, int> _counts = new();
    private readonly ConcurrentDictionary<InstrumentId, int> _fills = new();

    /// <summary>Replaces appends of an instrument; the hook is given the real one. <see langword="null"/> ends it.</summary>
    public void OnAppend(InstrumentId instrument, Func<Func<Task<bool>>, Task<bool>>? hook) => Set(_appends, instrument, hook);

    /// <summary>As <see cref="OnAppend"/>, but only of appends that hold a fill.</summary>
    public void OnFillAppend(InstrumentId instrument, Func<Func<Task<bool>>, Task<bool>>? hook) => Set(_fillAppends, instrument, hook);

    /// <summary>Called before an activation looks which segments its journal has. <see langword="null"/> ends it.</summary>
    public void OnOpen(InstrumentId instrument, Func<Task>? hook) => Set(_reads, instrument, hook);

    /// <summary>Reads so far that began with the journal's first entry.</summary>
    public int ReadsFromStart(InstrumentId instrument) => _readsFromStart.GetValueOrDefault(instrument);

    /// <summary>Holds the reads that begin with the journal's first entry, after a number of them from the journal's beginning on.</summary>
    /// <returns>Completes when one is held.</returns>
    public Task HoldReadsFromStart(InstrumentId instrument, int skipped)
    {
        var held = _held[instrument] = (skipped, Signal(), Signal());
        return held.Reached.Task;

        static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Lets those reads go on.</summary>
    public void LetReadsGo(InstrumentId instrument)
    {
        if (_held.TryRemove(instrument, out var held))
        {
            held.Released.SetResult();
        }
    }

    /// <summary>Appends tried so far.</summary>
    public int Appends(InstrumentId instrument) => _counts.GetValueOrDefault(instrument);

    /// <summary>Appends tried so far that held a fill: what becomes known of fills is appended whenever it does.</summary>
    public int FillAppends(InstrumentId instrument) => _fills.GetValueOrDefault(instrument);

    /// <summary>Every entry of an instrument, also those of what became known of its fills since.</summary>
    public Task<IReadOnlyList<byte[]>> All(InstrumentId instrument) => inner.Read(instrument, 0, 0, long.MaxValue, CancellationToken.None);

    /// <summary>The entries of an instrument's fills.</summary>
    public async Task<IReadOnlyList<byte[]>> Fills(InstrumentId instrument) => [.. (await All(instrument)).Where(IsFill)];

    public async Task<SegmentRange?> GetSegments(InstrumentId instrument, CancellationToken cancellationToken)
    {
        if (_reads.TryGetValue(instrument, out var hook))
        {
            await hook();
        }

        return await inner.GetSegments(instrument, cancellationToken);
    }

    public Task<long> GetLength(InstrumentId instrument, int segment, CancellationToken cancellationToken) =>
        inner.GetLength(instrument, segment, cancellationToken);

    public async Task<IReadOnlyList<byte[]>> Read(InstrumentId instrument, int segment, long from, long to, CancellationToken cancellationToken)
    {
        if (segment == 0 && from == 0
            && _readsFromStart.AddOrUpdate(instrument, 1, (_, count) => count + 1) is var reads
            && _held.TryGetValue(instrument, out var held) && reads > held.Skipped)
        {
            held.Reached.TrySetResult();
            await held.Released.Task.WaitAsync(cancellationToken);
        }

        return await inner.Read(instrument, segment, from, to, cancellationToken);
    }

    public Task<bool> Append(
        InstrumentId instrument,
        SegmentEnd expected,
        SegmentEnd? previous,
        IReadOnlyList<byte[]> entries,
        CancellationToken cancellationToken)
    {
        _counts.AddOrUpdate(instrument, 1, (_, count) => count + 1);
        var hasFill = entries.Any(IsFill);
        if (hasFill)
        {
            _fills.AddOrUpdate(instrument, 1, (_, count) => count + 1);
        }

        Task<bool> Real() => inner.Append(instrument, expected, previous, entries, cancellationToken);
        return _appends.TryGetValue(instrument, out var hook) || (hasFill && _fillAppends.TryGetValue(instrument, out hook)) ? hook(Real) : Real();
    }

    public Task PutKeyTable(InstrumentId instrument, int segment, ReadOnlyMemory<byte> table, CancellationToken cancellationToken) =>
        inner.PutKeyTable(instrument, segment, table, cancellationToken);

    public Task<byte[]?> GetKeyTable(InstrumentId instrument, int segment, CancellationToken cancellationToken) =>
        inner.GetKeyTable(instrument, segment, cancellationToken);

    public Task DropSegments(InstrumentId instrument, int below, CancellationToken cancellationToken) =>
        inner.DropSegments(instrument, below, cancellationToken);

    private static bool IsFill(byte[] entry) => entry.AsSpan().IndexOf("{\"f\":"u8) >= 0;

    private static void Set<T>(ConcurrentDictionary<InstrumentId, T> hooks, InstrumentId instrument, T? hook)
        where T : class
    {
        if (hook is null)
        {
            hooks.TryRemove(instrument, out _);
        }
        else
        {
            hooks[instrument] = hook;
        }
    }
}
