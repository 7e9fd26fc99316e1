using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Checkpoints;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>States of the ledgers at ends of days, kept so that a day can be checked again without the journal.</summary>
/// <remarks>
/// A state is dropped when an event at or before its time changes, and made again while the ledgers in memory still reach back to it. The times
/// are those asked for, and every later end of a day at the same time of day. The states have no lots.
/// </remarks>
internal sealed class PastStates
{
    /// <summary>States of each boundary in a snapshot, the newest: more than those of the three days that a portfolio checks again, and the current one.</summary>
    private const int SavedPerBoundary = 8;

    /// <summary>Maximum number of states in a snapshot: those of a boundary at each hour.</summary>
    private const int MaxSaved = 24 * SavedPerBoundary;

    /// <summary>Maximum number of times kept in memory; the oldest are forgotten.</summary>
    private const int MaxTimes = 4_096;

    private const long Day = 86_400 * Instant.PerSecond;

    private readonly SortedDictionary<Instant, Kept?> _times = [];
    private readonly HashSet<long> _timesOfDay = [0];
    private Instant _followed;

    /// <summary>State at a time; <see langword="null"/> when it is not kept.</summary>
    internal FoldState? Find(Instant at) => _times.GetValueOrDefault(at)?.State;

    /// <summary>Times whose state is wanted and not kept.</summary>
    internal IReadOnlyList<Instant> Dropped => [.. _times.Where(kept => kept.Value is null).Select(kept => kept.Key)];

    /// <summary>Keeps the state at a time.</summary>
    internal void Keep(Instant at, FoldState state)
    {
        Want(at);
        _times[at] = new(state.WithoutLots());
    }

    /// <summary>Drops the states at and after a time from which events have changed. Their times stay wanted.</summary>
    internal void ChangedFrom(Instant time)
    {
        foreach (var (at, _) in _times.Where(kept => kept.Key >= time && kept.Value is not null).ToArray())
        {
            _times[at] = null;
        }
    }

    /// <summary>Times whose state is wanted and not kept, with the ends of days up to a time.</summary>
    internal IReadOnlyList<Instant> Missing(Instant upTo)
    {
        if (upTo > _followed)
        {
            foreach (var timeOfDay in _timesOfDay.ToArray())
            {
                if (EndOfDay(timeOfDay, upTo) is var end && end > EndOfDay(timeOfDay, _followed))
                {
                    Want(end);
                }
            }

            _followed = upTo;
        }

        return [.. Dropped.Where(at => at <= upTo)];
    }

    /// <summary>Times of the states that <see cref="Save"/> gives.</summary>
    internal IEnumerable<Instant> SavedTimes => Newest.Select(kept => kept.Key);

    private IEnumerable<KeyValuePair<Instant, Kept?>> Newest =>
        _times.Where(kept => kept.Value is not null).TakeLast(Math.Min(_timesOfDay.Count * SavedPerBoundary, MaxSaved));

    /// <summary>The newest states, for a snapshot.</summary>
    internal PastLedgers[] Save() => [.. Newest.Select(kept => new PastLedgers(kept.Key, kept.Value!.Text))];

    /// <summary>Reads the states of a snapshot.</summary>
    internal static PastStates Read(IReadOnlyList<PastLedgers> saved)
    {
        var states = new PastStates();
        foreach (var (at, text) in saved)
        {
            states.Keep(at, LedgerBaseText.Read(text).State);
        }

        return states;
    }

    private static Instant EndOfDay(long timeOfDay, Instant upTo) => new(((upTo.Micros - timeOfDay) / Day * Day) + timeOfDay);

    private void Want(Instant at)
    {
        _timesOfDay.Add(at.Micros % Day);
        if (_times.TryAdd(at, null) && _times.Count > MaxTimes)
        {
            _times.Remove(_times.Keys.First());
        }
    }

    private sealed class Kept(FoldState state)
    {
        private string? _text;

        internal FoldState State => state;

        internal string Text => _text ??= LedgerBaseText.Write(new(state, [], [], default));
    }
}
