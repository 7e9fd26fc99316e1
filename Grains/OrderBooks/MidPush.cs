namespace Ballast.Grains.OrderBooks;

/// <summary>Sends one subscriber every mid, one message at a time: what changes while one is under way goes with the next.</summary>
/// <remarks>Used on the book's scheduler only.</remarks>
internal sealed partial class MidPush(IMidSubscriber subscriber, Func<MidPush, MidUpdate> update, ILogger logger)
{
    /// <summary>Past this many pending changes only the last of each 10 ms is kept.</summary>
    private const int MaxPending = 8_192;

    private const int DrainTries = 5;

    private static readonly long ThinningMicros = 10 * Instant.PerMillisecond;

    private readonly List<MidChange> _pending = [];
    private Task _inFlight = Task.CompletedTask;
    private bool _dirty;
    private bool _failed;

    /// <summary>When the subscription ends unless renewed, on the wall clock.</summary>
    internal DateTimeOffset Expires { get; set; }

    internal bool Thinned { get; private set; }

    internal IReadOnlyList<MidChange> Pending => _pending;

    /// <summary>Takes a change for the next message.</summary>
    internal void Add(MidChange change)
    {
        _pending.Add(change);
        if (_pending.Count > MaxPending)
        {
            Thin();
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
            _pending.Clear();
            Thinned = false;
            try
            {
                await subscriber.OnMids(message);
            }
            catch (Exception e)
            {
                // Its silo may be gone, or its journal not to be read for now: keep the mids for the next try, which the next event or renewal starts.
                _pending.InsertRange(0, message.Changes.Take(taken));
                Thinned |= thinned;
                _failed = true;
                NotTaken(logger, e, message.Instrument);
                return;
            }
        }
    }

    private void Thin()
    {
        var kept = 0;
        for (var i = 0; i < _pending.Count; i++)
        {
            var isLastOfSlot = i + 1 == _pending.Count
                || _pending[i + 1].VenueTime.Micros / ThinningMicros != _pending[i].VenueTime.Micros / ThinningMicros;
            if (isLastOfSlot)
            {
                _pending[kept++] = _pending[i];
            }
        }

        _pending.RemoveRange(kept, _pending.Count - kept);

        // Slots alone may not be enough for a subscriber that is gone; then the oldest go.
        if (_pending.Count > MaxPending)
        {
            _pending.RemoveRange(0, _pending.Count - MaxPending);
        }

        Thinned = true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mids of {Instrument} were not taken; they are kept for the next try")]
    private static partial void NotTaken(ILogger logger, Exception exception, InstrumentId instrument);
}
