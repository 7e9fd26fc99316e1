using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces.Feeds;

namespace Ballast.Grains.Feeds.Publishing;

/// <summary>The instruments that a feed has published in this epoch, and those of them that have something to be published.</summary>
/// <remarks>Guarded by the publisher's lock.</remarks>
internal sealed class FeedInstruments
{
    private readonly Dictionary<InstrumentId, FeedInstrument> _known = [];
    private readonly Backpressure _backpressure;
    private readonly TimeProvider _time;
    private readonly AppliedOrder _applied;
    private List<FeedInstrument> _dirty = [];
    private long _unansweredStamp;

    internal FeedInstruments(Backpressure backpressure, TimeProvider time)
    {
        (_backpressure, _time, _unansweredStamp) = (backpressure, time, time.GetTimestamp());
        _applied = new(HoldsClock);
    }

    internal IReadOnlyCollection<FeedInstrument> All => _known.Values;

    /// <summary>Instruments with events, a snapshot, a question or an end of folding to be published; those that have waited longest come first.</summary>
    internal IReadOnlyList<FeedInstrument> Dirty => _dirty;

    internal FeedInstrument? Find(InstrumentId id) => _known.GetValueOrDefault(id);

    /// <summary>Adds an event of one instrument.</summary>
    /// <param name="marketEvent">The event.</param>
    /// <param name="isFirst">Whether the instrument is seen for the first time.</param>
    /// <returns>The instrument.</returns>
    internal FeedInstrument Add(MarketEvent marketEvent, out bool isFirst)
    {
        isFirst = !_known.TryGetValue(marketEvent.Instrument, out var instrument);
        instrument ??= _known[marketEvent.Instrument] = new(marketEvent.Instrument);
        Add(instrument, marketEvent);
        return instrument;
    }

    /// <summary>Adds the loss of a whole exchange: every affected instrument gets its own disconnect.</summary>
    internal void Add(Disconnect exchange)
    {
        foreach (var instrument in _known.Values.Where(instrument => exchange.Concerns(instrument.Instrument)))
        {
            Add(instrument, exchange.Of(instrument.Instrument));
        }
    }

    /// <summary>Puts an instrument among those to look at in the next flush.</summary>
    internal void MarkDirty(FeedInstrument instrument)
    {
        if (!instrument.IsDirty)
        {
            instrument.IsDirty = true;
            _dirty.Add(instrument);
        }
    }

    /// <summary>Removes and returns <see cref="Dirty"/>.</summary>
    internal IReadOnlyList<FeedInstrument> TakeDirty()
    {
        var taken = _dirty;
        _dirty = [];
        taken.ForEach(instrument => instrument.IsDirty = false);
        return taken;
    }

    /// <summary>
    /// Finds books that do not answer; call it with every flush. A silent book gets a snapshot if the feed does not wait for it, and a book
    /// that takes another feed is asked again.
    /// </summary>
    internal void MarkUnanswered()
    {
        var now = _time.GetTimestamp();
        if (_time.GetElapsedTime(_unansweredStamp, now) < FeedPublisher.AcknowledgeWithin / 4)
        {
            return;
        }

        _unansweredStamp = now;
        foreach (var instrument in _known.Values)
        {
            if (instrument.IsOfferDue(_time, FeedPublisher.AcknowledgeWithin))
            {
                instrument.IsQuestionDue = true;
            }
            else if (_backpressure == Backpressure.Fold && IsSilent(instrument))
            {
                instrument.IsSnapshotRequested = true;
                instrument.Silences++;
            }
            else
            {
                continue;
            }

            instrument.StartWaiting(now);
            MarkDirty(instrument);
        }
    }

    /// <summary>Whether a book asked for a snapshot, is silent or to be asked, or has caught up after folding.</summary>
    internal bool IsResyncDue(FeedInstrument instrument) => instrument.AwaitsSnapshot || instrument.IsQuestionDue || IsSilent(instrument);

    /// <inheritdoc cref="AppliedOrder.AppliedTo" />
    internal Instant AppliedTo(Instant published) => _applied.AppliedTo(published);

    /// <summary>Follows how far an instrument's book has come; call it after each change of what is unacknowledged.</summary>
    internal void Track(FeedInstrument instrument) => _applied.Track(instrument);

    /// <summary>A status with the counts of the instruments.</summary>
    internal FeedStatus AddTo(FeedStatus status) => status with
    {
        Instruments = All.Count,
        Unacknowledged = All.Sum(instrument => instrument.Unacknowledged),
        FoldedUpdates = status.FoldedUpdates + All.Sum(instrument => instrument.FoldedUpdates),
        FoldedTrades = status.FoldedTrades + All.Sum(instrument => instrument.FoldedTrades),
        Folding = All.Count(instrument => instrument is { IsFolding: true, IsRefused: false }),
        Refused = All.Count(instrument => instrument.IsRefused),
        AwaitingSnapshot = All.Count(instrument => instrument.AwaitsSnapshot),
        StaleBooks = All.Count(instrument => instrument.IsStale),
    };

    /// <summary>Whether the clock waits for a book; a feed that folds does not make other instruments wait for one that is slow or silent, and none waits for one that takes another feed.</summary>
    private bool HoldsClock(FeedInstrument instrument) =>
        !instrument.IsRefused && (_backpressure == Backpressure.Wait || instrument is { IsFolding: false, Silences: 0 });

    private bool IsSilent(FeedInstrument instrument) => instrument.IsSilent(_time, FeedPublisher.AcknowledgeWithin);

    private void Add(FeedInstrument instrument, MarketEvent marketEvent)
    {
        instrument.Add(marketEvent);
        MarkDirty(instrument);
    }
}
