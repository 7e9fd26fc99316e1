using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Grains.OrderBooks.Mids;

/// <summary>One subscriber to the mids of a book, and what it has not been sent yet.</summary>
/// <remarks>Used on the book's scheduler only.</remarks>
internal sealed class MidSubscription(IMidSubscriber subscriber)
{
    /// <summary>Past this many pending changes only the last of each 10 ms is kept.</summary>
    private const int MaxPending = 8_192;

    /// <summary>Past this many pending marks only the last of each minute is kept, which is what exchange rates need.</summary>
    private const int MaxPendingMarks = 65_536;

    private const long ThinningMicros = 10 * Instant.PerMillisecond;
    private const long MarkThinningMicros = 60 * Instant.PerSecond;

    private readonly List<MidChange> _changes = [];
    private readonly List<BookMark> _marks = [];
    private ThinnedRange? _thinned;

    internal IMidSubscriber Subscriber => subscriber;

    /// <summary>When the subscription ends unless it is renewed, on the wall clock.</summary>
    internal DateTimeOffset Expires { get; set; }

    /// <summary>The message being sent; completed when there is none.</summary>
    internal Task InFlight { get; set; } = Task.CompletedTask;

    /// <summary>Whether a message is to be sent, if only to say that the last mid still holds.</summary>
    internal bool IsDue { get; set; }

    /// <summary>Whether the last message was not accepted.</summary>
    internal bool HasFailed { get; set; }

    /// <summary>Changes of the mid not sent yet.</summary>
    internal int PendingChanges => _changes.Count;

    /// <summary>Whether anything is being sent or waits to be sent.</summary>
    internal bool IsBehind => IsDue || !InFlight.IsCompleted || _changes.Count + _marks.Count > 0;

    internal void Add(MidChange change)
    {
        _changes.Add(change);
        if (_changes.Count > MaxPending)
        {
            // Changes of the first 10 ms may be missing before the one that is kept.
            var first = new Instant(_changes[0].VenueTime.Micros / ThinningMicros * ThinningMicros);
            AddThinned(new(first, change.VenueTime));
            KeepLastOfSlots(_changes, kept => kept.VenueTime.Micros / ThinningMicros, MaxPending);
        }
    }

    /// <summary>Adds times whose changes are missing.</summary>
    internal void AddThinned(ThinnedRange range) => _thinned = _thinned?.With(range) ?? range;

    /// <summary>Adds the mark at the end of a second; it does not make a message due by itself.</summary>
    internal void Add(BookMark mark)
    {
        _marks.Add(mark);
        if (_marks.Count > MaxPendingMarks)
        {
            // A mark belongs to the second that ends with it, so the mark at a full minute belongs to the minute before.
            KeepLastOfSlots(_marks, kept => (kept.At.Micros - 1) / MarkThinningMicros, MaxPendingMarks);
        }
    }

    /// <summary>Removes and returns everything pending, for one message.</summary>
    internal PendingMids Take()
    {
        var taken = new PendingMids([.. _changes], [.. _marks], _thinned);
        _changes.Clear();
        _marks.Clear();
        _thinned = null;
        return taken;
    }

    /// <summary>Puts back the contents of a message that was not accepted, before everything added since.</summary>
    internal void PutBack(PendingMids pending)
    {
        _changes.InsertRange(0, pending.Changes);
        _marks.InsertRange(0, pending.Marks);
        if (pending.Thinned is { } thinned)
        {
            AddThinned(thinned);
        }
    }

    private static void KeepLastOfSlots<T>(List<T> entries, Func<T, long> slot, int max)
    {
        var kept = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            if (i + 1 == entries.Count || slot(entries[i + 1]) != slot(entries[i]))
            {
                entries[kept++] = entries[i];
            }
        }

        entries.RemoveRange(kept, entries.Count - kept);

        // For a subscriber that does not answer there may be more slots than fit; then the oldest entries are dropped.
        if (entries.Count > max)
        {
            entries.RemoveRange(0, entries.Count - max);
        }
    }
}
