using Ballast.Domain.Ledger.Events;

namespace Ballast.Domain.Ledger.Folding;

/// <summary>
/// The newest events in canonical order and the state before them. States kept at intervals let a late event be inserted with little
/// folding.
/// </summary>
internal sealed class EventWindow(FoldState start)
{
    private const int Interval = 64;
    private const int MaxRecent = 2 * Interval;

    private readonly List<LedgerEntry> _entries = [];

    // The state before entry i·Interval. States after a changed entry are dropped and computed again when needed.
    private readonly List<FoldState> _kept = [start];
    private FoldState _newest = start;

    // The state before each of the entries folded last, because facts about a fill mostly arrive soon after it.
    private readonly List<FoldState> _recent = [];
    private int _firstRecent;
    private int _folded;

    internal FoldState Start => _kept[0];

    internal IReadOnlyList<LedgerEntry> Entries => _entries;

    /// <summary>State after the last entry.</summary>
    internal FoldState Newest
    {
        get
        {
            var from = (_kept.Count - 1) * Interval;
            if (from > _folded)
            {
                (_newest, _folded) = (_kept[^1], from);
                _recent.Clear();
            }

            while (_folded < _entries.Count)
            {
                Remember(_newest);
                _newest = Step(_newest, _folded++);
            }

            return _newest;
        }
    }

    internal void Insert(LedgerEntry entry)
    {
        var at = CountBefore(entry.Position);
        _entries.Insert(at, entry);
        Changed(at);
    }

    /// <summary>Adds many at once, in any order.</summary>
    internal void InsertAll(List<LedgerEntry> further)
    {
        if (further.Count <= _entries.Count / Interval)
        {
            further.ForEach(Insert);
            return;
        }

        // Those before the first new one stay where they are, and so do the states kept for them.
        var from = further.Count == 0 ? _entries.Count : CountBefore(further.Min(entry => entry.Position));
        _entries.AddRange(further);
        if (!IsOrdered(Math.Max(1, from)))
        {
            _entries.Sort(from, _entries.Count - from, Comparer<LedgerEntry>.Create((left, right) => left.Position.CompareTo(right.Position)));
        }

        Changed(from);
    }

    /// <summary>Marks an entry as changed, so that it and all later ones are folded again when needed.</summary>
    internal void Changed(LedgerEntry entry) => Changed(CountBefore(entry.Position));

    /// <summary>State after all events up to and including <paramref name="time"/>; <see langword="null"/> when the window starts after that time.</summary>
    internal FoldState? At(Instant time)
    {
        if (Start.Last is { } last && last.Time > time)
        {
            return null;
        }

        var low = CountAt(time);
        if (low == _entries.Count)
        {
            return Newest;
        }

        var nearest = Math.Min(low / Interval, _kept.Count - 1);
        return FoldTo(low, _kept[nearest], nearest * Interval);
    }

    /// <summary>Folds the oldest entries into the start state: as many whole intervals as fit into <paramref name="most"/>, but never all entries.</summary>
    /// <returns>The entries removed, oldest first.</returns>
    internal IReadOnlyList<LedgerEntry> Forget(int most)
    {
        var count = Math.Min(most, _entries.Count - 1) / Interval * Interval;
        if (count <= 0)
        {
            return [];
        }

        _ = Newest;
        var gone = _entries.GetRange(0, count);
        _entries.RemoveRange(0, count);
        _kept.RemoveRange(0, count / Interval);
        _folded -= count;
        _firstRecent -= count;
        if (_firstRecent < 0)
        {
            _recent.Clear();
        }

        return gone;
    }

    /// <summary>Number of entries at or before a time.</summary>
    internal int CountAt(Instant time) =>
        SortedSearch.CountWhile(_entries.Count, (_entries, time), static (state, i) => state._entries[i].Position.Time <= state.time);

    /// <summary>Number of entries before a position.</summary>
    internal int CountBefore(EventPosition position)
    {
        // Most events arrive in order.
        return _entries.Count > 0 && _entries[^1].Position < position
            ? _entries.Count
            : SortedSearch.CountWhile(_entries.Count, (_entries, position), static (state, i) => state._entries[i].Position < state.position);
    }

    private bool IsOrdered(int from)
    {
        for (var i = from; i < _entries.Count; i++)
        {
            if (_entries[i - 1].Position > _entries[i].Position)
            {
                return false;
            }
        }

        return true;
    }

    private void Changed(int at)
    {
        // States past the newest one may exist as well, because looking at an earlier time also keeps states.
        var valid = (at / Interval) + 1;
        if (_kept.Count > valid)
        {
            _kept.RemoveRange(valid, _kept.Count - valid);
        }

        if (at >= _folded)
        {
            return;
        }

        if (_recent.Count > 0 && at >= _firstRecent)
        {
            (_newest, _folded) = (_recent[at - _firstRecent], at);
            _recent.RemoveRange(at - _firstRecent, _recent.Count - (at - _firstRecent));
        }
        else
        {
            (_newest, _folded) = (_kept[^1], (_kept.Count - 1) * Interval);
            _recent.Clear();
        }
    }

    private void Remember(FoldState beforeNext)
    {
        if (_recent.Count == MaxRecent)
        {
            _recent.RemoveRange(0, Interval);
            _firstRecent += Interval;
        }

        _firstRecent = _recent.Count == 0 ? _folded : _firstRecent;
        _recent.Add(beforeNext);
    }

    private FoldState FoldTo(int end, FoldState from, int at)
    {
        var state = from;
        for (var i = at; i < end; i++)
        {
            state = Step(state, i);
        }

        return state;
    }

    private FoldState Step(FoldState state, int at)
    {
        if (at % Interval == 0 && at / Interval == _kept.Count)
        {
            _kept.Add(state);
        }

        var entry = _entries[at];
        return state.Apply(entry.Event, entry.Facts, entry.IsVoided);
    }
}
