namespace Ballast.Domain.Ledger;

/// <summary>
/// The newest events in canonical order and the state before them. States kept at intervals let a late event be inserted with little
/// folding.
/// </summary>
internal sealed class EventWindow(FoldState start)
{
    private const int Interval = 64;
    private const int MostRecent = 2 * Interval;

    private readonly List<LedgerEntry> entries = [];

    // The state before entry i·Interval. States after a changed entry are dropped and computed again when needed.
    private readonly List<FoldState> kept = [start];
    private FoldState newest = start;

    // The state before each of the entries folded last, because facts about a fill mostly arrive soon after it.
    private readonly List<FoldState> recent = [];
    private int firstRecent;
    private int folded;

    internal FoldState Start => kept[0];

    internal IReadOnlyList<LedgerEntry> Entries => entries;

    /// <summary>State after the last entry.</summary>
    internal FoldState Newest
    {
        get
        {
            var from = (kept.Count - 1) * Interval;
            if (from > folded)
            {
                (newest, folded) = (kept[^1], from);
                recent.Clear();
            }

            while (folded < entries.Count)
            {
                Remember(newest);
                newest = Step(newest, folded++);
            }

            return newest;
        }
    }

    internal void Insert(LedgerEntry entry)
    {
        var at = CountBefore(entry.Position);
        entries.Insert(at, entry);
        Changed(at);
    }

    /// <summary>Adds many at once, in any order.</summary>
    internal void InsertAll(List<LedgerEntry> further)
    {
        entries.AddRange(further);
        if (Enumerable.Range(1, Math.Max(0, entries.Count - 1)).Any(i => entries[i - 1].Position > entries[i].Position))
        {
            entries.Sort((left, right) => left.Position.CompareTo(right.Position));
        }

        Changed(0);
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
        if (low == entries.Count)
        {
            return Newest;
        }

        var nearest = Math.Min(low / Interval, kept.Count - 1);
        return FoldTo(low, kept[nearest], nearest * Interval);
    }

    /// <summary>Folds the oldest entries into the start state: as many whole intervals as fit into <paramref name="most"/>, but never all entries.</summary>
    /// <returns>The entries removed, oldest first.</returns>
    internal IReadOnlyList<LedgerEntry> Forget(int most)
    {
        var count = Math.Min(most, entries.Count - 1) / Interval * Interval;
        if (count <= 0)
        {
            return [];
        }

        _ = Newest;
        var gone = entries.GetRange(0, count);
        entries.RemoveRange(0, count);
        kept.RemoveRange(0, count / Interval);
        folded -= count;
        firstRecent -= count;
        if (firstRecent < 0)
        {
            recent.Clear();
        }

        return gone;
    }

    /// <summary>Number of entries at or before a time.</summary>
    internal int CountAt(Instant time)
    {
        var (low, high) = (0, entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = entries[middle].Position.Time <= time ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Number of entries before a position.</summary>
    internal int CountBefore(EventPosition position)
    {
        // Most events arrive in order.
        var (low, high) = (0, entries.Count);
        if (high > 0 && entries[high - 1].Position < position)
        {
            return high;
        }

        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = entries[middle].Position < position ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private void Changed(int at)
    {
        // States past the newest one may exist as well, because looking at an earlier time also keeps states.
        var valid = (at / Interval) + 1;
        if (kept.Count > valid)
        {
            kept.RemoveRange(valid, kept.Count - valid);
        }

        if (at >= folded)
        {
            return;
        }

        if (recent.Count > 0 && at >= firstRecent)
        {
            (newest, folded) = (recent[at - firstRecent], at);
            recent.RemoveRange(at - firstRecent, recent.Count - (at - firstRecent));
        }
        else
        {
            (newest, folded) = (kept[^1], (kept.Count - 1) * Interval);
            recent.Clear();
        }
    }

    private void Remember(FoldState beforeNext)
    {
        if (recent.Count == MostRecent)
        {
            recent.RemoveRange(0, Interval);
            firstRecent += Interval;
        }

        firstRecent = recent.Count == 0 ? folded : firstRecent;
        recent.Add(beforeNext);
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
        if (at % Interval == 0 && at / Interval == kept.Count)
        {
            kept.Add(state);
        }

        var entry = entries[at];
        return state.Apply(entry.Event, entry.Facts, entry.IsVoided);
    }
}
