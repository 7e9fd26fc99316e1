namespace Ballast.Grains.OrderBooks;

/// <summary>Sends one subscriber every mid, one message at a time: what changes while one is under way goes with the next.</summary>
/// <remarks>Used on the book's scheduler only.</remarks>
internal sealed partial class MidPush(IMidSubscriber subscriber, Func<MidPush, MidUpdate> update, ILogger logger)
{
    /// <summary>Past this many pending changes only the last of each 10 ms is kept.</summary>
    private const int MaxPending = 8_192;

    /// <summary>Past this many pending marks only the last of each minute is kept, which is what rates need.</summary>
    private const int MaxPendingMarks = 65_536;

    private const int DrainTries = 5;

    private const long ThinningMicros = 10 * Instant.PerMillisecond;
    private const long MarkThinningMicros = 60 * Instant.PerSecond;

    private readonly List<MidChange> _pending = [];
    private readonly List<BookMark> _marks = [];
    private Task _inFlight = Task.CompletedTask;
    private bool _dirty;
    private bool _failed;

    /// <summary>When the subscription ends unless renewed, on the wall clock.</summary>
    internal DateTimeOffset Expires { get; set; }

    internal bool Thinned { get; private set; }

    internal IReadOnlyList<MidChange> Pending => _pending;

    /// <summary>Marks at the ends of seconds since the last message.</summary>
    internal IReadOnlyList<BookMark> Marks => _marks;

    /// <summary>Whether something is on its way or waits to be.</summary>
    internal bool IsBehind => _dirty || !_inFlight.IsCompleted || _pending.Count + _marks.Count > 0;

    /// <summary>Takes a change for the next message.</summary>
    internal void Add(MidChange change)
    {
        _pending.Add(change);
        if (_pending.Count > MaxPending)
        {
            Thin();
        }
    }

    /// <summary>Takes the mark at the end of a second for the next message, whenever that goes.</summary>
    internal void AddMark(BookMark mark)
    {
        _marks.Add(mark);
        if (_marks.Count > MaxPendingMarks)
        {
            KeepLastOfSlots(_marks, kept => (kept.At.Micros - 1) / MarkThinningMicros, MaxPendingMarks);
        }
    }

    /// <summary>Something is to be sent, if only that the last mid still holds.</summary>
    internal void MarkDirty()
    {
        _dirty = true;
        if (_inFlight.IsCompleted)
        {
            _inFlight = Send();
        }
    }

    /// <summary>Completes when everything known now was taken.</summary>
    internal async Task Drain()
    {
        for (var tries = 1; _dirty || !_inFlight.IsCompleted; tries++)
        {
            await _inFlight;
            _dirty |= _failed && tries < DrainTries;
            if (_dirty && _inFlight.IsCompleted)
            {
                _inFlight = Send();
            }
        }
    }

    private async Task Send()
    {
        while (_dirty)
        {
            (_dirty, _failed) = (false, false);
            var message = update(this);
            var taken = _pending.Count;
            var thinned = Thinned;
            var marks = _marks.Count;
            _pending.Clear();
            _marks.Clear();
            Thinned = false;
            try
            {
                await subscriber.OnMids(message);
            }
            catch (Exception e)
            {
                // Its silo may be gone, or its journal not to be read for now: keep the mids for the next try, which the next event or renewal starts.
                _pending.InsertRange(0, message.Changes.Take(taken));
                _marks.InsertRange(0, message.Marks.Take(marks));
                Thinned |= thinned;
                _failed = true;
                NotTaken(logger, e, message.Instrument);
                return;
            }
        }
    }

    private void Thin()
    {
        KeepLastOfSlots(_pending, change => change.VenueTime.Micros / ThinningMicros, MaxPending);
        Thinned = true;
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

        // Slots alone may not be enough for a subscriber that is gone; then the oldest go.
        if (entries.Count > max)
        {
            entries.RemoveRange(0, entries.Count - max);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mids of {Instrument} were not taken; they are kept for the next try")]
    private static partial void NotTaken(ILogger logger, Exception exception, InstrumentId instrument);
}
