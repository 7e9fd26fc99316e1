using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Mids;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.OrderBooks.Intake;

namespace Ballast.Grains.OrderBooks.Mids;

/// <summary>One subscriber to the mids of a book, and what it has not been sent yet.</summary>
/// <remarks>
/// A subscriber in the same silo takes what waits on its own turn, so additions and takings are guarded by a lock. Everything else is used on the book's
/// scheduler only.
/// </remarks>
internal sealed class MidSubscription(InstrumentId instrument, long activation, IMidSubscriber subscriber)
{
    /// <summary>Past this many pending changes only the last of each 10 ms is kept.</summary>
    private const int MaxPending = 8_192;

    /// <summary>Past this many pending marks only the last of each minute is kept, which is what exchange rates need.</summary>
    private const int MaxPendingMarks = 65_536;

    private const long ThinningMicros = 10 * Instant.PerMillisecond;
    private const long MarkThinningMicros = 60 * Instant.PerSecond;

    private readonly Lock _gate = new();
    private readonly List<MidChange> _changes = [];
    private readonly List<BookMark> _marks = [];
    private ThinnedRange? _thinned;
    private BookNow _now;
    private bool _isAnnounced;

    internal IMidSubscriber Subscriber => subscriber;

    /// <summary>When the subscription ends unless it is renewed, on the wall clock.</summary>
    internal DateTimeOffset Expires { get; set; }

    /// <summary>The message being sent; completed when there is none.</summary>
    internal Task InFlight { get; set; } = Task.CompletedTask;

    /// <summary>Whether a message is to be sent, if only to say that the last mid still holds.</summary>
    internal bool IsDue { get; set; }

    /// <summary>Whether the last message was not accepted.</summary>
    internal bool HasFailed { get; set; }

    /// <summary>Where a subscriber in this silo takes its mids; <see langword="null"/> when it is on another silo.</summary>
    internal MidInbox? Inbox { get; private set; }

    /// <summary>Whether changes of the mid are not sent yet.</summary>
    internal bool HasChanges
    {
        get
        {
            lock (_gate)
            {
                return _changes.Count > 0;
            }
        }
    }

    /// <summary>Whether anything is being sent or waits to be sent.</summary>
    internal bool IsBehind
    {
        get
        {
            lock (_gate)
            {
                return IsDue || !InFlight.IsCompleted || _changes.Count + _marks.Count > 0;
            }
        }
    }

    /// <summary>From now on mids go to this inbox; what waits is announced there with the next message.</summary>
    internal void SendTo(MidInbox? inbox)
    {
        lock (_gate)
        {
            _isAnnounced &= ReferenceEquals(Inbox, inbox);
            Inbox = inbox;
        }
    }

    /// <summary>Announces what waits to a subscriber in this silo, unless that is done already.</summary>
    /// <returns>Whether there is such a subscriber; if not, a message is to be sent.</returns>
    internal bool Announce()
    {
        if (Inbox is not { IsClosed: false } inbox)
        {
            return false;
        }

        lock (_gate)
        {
            if (_isAnnounced)
            {
                return true;
            }

            _isAnnounced = true;
        }

        inbox.Announce(this);
        return true;
    }

    /// <summary>Adds what a batch changed.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="now">The book after them.</param>
    internal void Add(BookChanges changes, in BookNow now)
    {
        lock (_gate)
        {
            _now = now;
            foreach (var change in changes.Mids)
            {
                Add(change);
            }

            foreach (var mark in changes.Seconds)
            {
                Add(mark);
            }

            if (changes.Thinned is { } thinned)
            {
                AddThinned(thinned);
            }
        }
    }

    /// <summary>Sets the book as it is now, for a message without changes.</summary>
    internal void Observe(in BookNow now)
    {
        lock (_gate)
        {
            _now = now;
        }
    }

    /// <summary>Removes everything that waits, for one message.</summary>
    internal MidUpdate Take()
    {
        lock (_gate)
        {
            var update = new MidUpdate
            {
                Instrument = instrument,
                BookEpoch = activation,
                FirstChange = _now.ChangesSeen - _changes.Count,
                Changes = [.. _changes],
                Thinned = _thinned,
                State = _now.State,
                ReceivedAt = _now.ReceivedAt,
                VenueTime = _now.VenueTime,
                Marks = [.. _marks, _now.Mark],
            };
            _changes.Clear();
            _marks.Clear();
            (_thinned, _isAnnounced) = (null, false);
            return update;
        }
    }

    /// <summary>Puts back the contents of a message that was not accepted, before everything added since.</summary>
    internal void PutBack(MidUpdate update)
    {
        lock (_gate)
        {
            _changes.InsertRange(0, update.Changes);
            _marks.InsertRange(0, update.Marks.AsSpan()[..^1]);
            if (update.Thinned is { } thinned)
            {
                AddThinned(thinned);
            }
        }
    }

    private void Add(MidChange change)
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
    private void AddThinned(ThinnedRange range) => _thinned = _thinned?.With(range) ?? range;

    /// <summary>Adds the mark at the end of a second; it does not make a message due by itself.</summary>
    private void Add(BookMark mark)
    {
        _marks.Add(mark);
        if (_marks.Count > MaxPendingMarks)
        {
            // A mark belongs to the second that ends with it, so the mark at a full minute belongs to the minute before.
            KeepLastOfSlots(_marks, kept => (kept.At.Micros - 1) / MarkThinningMicros, MaxPendingMarks);
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
