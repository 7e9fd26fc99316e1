using Ballast.Domain.MarketData.Events;

namespace Ballast.Grains.Feeds;

/// <summary>The instruments that a feed has published in this epoch, and those of them that have something to be published.</summary>
/// <remarks>Guarded by the publisher's lock.</remarks>
internal sealed class FeedInstruments(Backpressure backpressure, TimeProvider time)
{
    private readonly Dictionary<InstrumentId, FeedInstrument> _known = [];

    internal IReadOnlyCollection<FeedInstrument> All => _known.Values;

    /// <summary>Instruments with events, a snapshot or an end of folding to be published.</summary>
    internal HashSet<FeedInstrument> Dirty { get; } = [];

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

    /// <summary>Makes a snapshot due for each instrument whose book is silent.</summary>
    internal void MarkSilent()
    {
        var now = time.GetTimestamp();
        foreach (var instrument in _known.Values.Where(IsSilent))
        {
            instrument.IsSnapshotRequested = true;
            instrument.StartWaiting(now);
            instrument.Silences++;
            Dirty.Add(instrument);
        }
    }

    /// <summary>Whether a book asked for a snapshot, is silent, or has caught up after folding.</summary>
    internal bool IsResyncDue(FeedInstrument instrument) =>
        instrument.IsSnapshotRequested || IsSilent(instrument) || (instrument.IsFolding && instrument.Unacknowledged <= FeedPublisher.Reopened);

    /// <summary>Arrival up to which the books have applied everything.</summary>
    /// <param name="published">Arrival up to which everything has been published.</param>
    internal Instant AppliedTo(Instant published)
    {
        var applied = published;
        foreach (var instrument in _known.Values)
        {
            if (instrument.AppliedTo is { } time && time < applied && HoldsClock(instrument))
            {
                applied = time;
            }
        }

        return applied;
    }

    /// <summary>Whether the clock waits for a book; a feed that folds does not make other instruments wait for one that is slow or silent.</summary>
    private bool HoldsClock(FeedInstrument instrument) => backpressure == Backpressure.Wait || instrument is { IsFolding: false, Silences: 0 };

    private bool IsSilent(FeedInstrument instrument) => instrument.IsSilent(time, FeedPublisher.AcknowledgeWithin);

    private void Add(FeedInstrument instrument, MarketEvent marketEvent)
    {
        instrument.Add(marketEvent);
        Dirty.Add(instrument);
    }
}
