using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Ballast.Grains.Interfaces.Feeds;
using Ballast.Grains.Streams;

namespace Ballast.Grains.Feeds;

/// <summary>Instruments of the meter <c>Ballast.Feeds</c>, for the feeds that this silo runs; each measurement is tagged with its <c>feed</c>.</summary>
/// <remarks>Counters are those of the running epoch and start again from 0 with the next. Safe for use from many threads.</remarks>
public sealed class FeedMeter : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Ballast.Feeds";

    private readonly ConcurrentDictionary<string, FeedRun> _runs = new(StringComparer.Ordinal);
    private readonly Meter _meter = new(Name);

    private readonly StreamDrops _drops;

    /// <summary>A meter without feeds.</summary>
    /// <param name="drops">Counts what queues have dropped.</param>
    public FeedMeter(StreamDrops drops)
    {
        _drops = drops;
        Count("ballast.feed.messages", "{message}", "Messages read from the source.", status => status.Messages);
        Count("ballast.feed.bytes", "By", "Bytes read from the source.", status => status.Bytes);
        Count("ballast.feed.events", "{event}", "Events published.", status => status.Events);
        Count("ballast.feed.batches", "{batch}", "Batches published.", status => status.Batches);
        Count("ballast.feed.gaps", "{gap}", "Times a book asked for a snapshot.", status => status.Gaps);
        Count("ballast.feed.resyncs", "{batch}", "Snapshots and empty batches sent to mend books.", status => status.Resyncs);
        Count("ballast.feed.folded_updates", "{event}", "Book changes that only a later snapshot held, because the book was slow.", status => status.FoldedUpdates);
        Count("ballast.feed.folded_trades", "{event}", "Trades lost to a slow book.", status => status.FoldedTrades);
        Count("ballast.feed.dropped_batches", "{batch}", "Batches that a full queue of this silo has dropped.", Dropped);
        Count("ballast.feed.faults", "{message}", "Messages that could not be used.", status => status.Faults);
        Count("ballast.feed.unknown_types", "{message}", "Messages of an unknown type.", status => status.UnknownTypes);
        Count("ballast.feed.reconnects", "{reconnect}", "Times the connection to the source was opened again.", status => status.Reconnects);
        Count("ballast.feed.disconnects", "{disconnect}", "Times the venue was lost.", status => status.Disconnects);
        Count("ballast.feed.arrivals_replaced", "{event}", "Arrivals that were more than 2 s from our own clock.", status => status.ArrivalsReplaced);
        _meter.CreateObservableGauge("ballast.feed.lag", () => Each(status => status.Lag?.TotalSeconds ?? 0), "s", "Age of the newest event.");
        _meter.CreateObservableGauge("ballast.feed.rate", () => Each(status => status.EventsPerSecond), "{event}/s", "Events per second.");
        _meter.CreateObservableGauge("ballast.feed.unacknowledged", () => Each(status => status.Unacknowledged), "{batch}", "Batches that no book has acknowledged yet.");
        _meter.CreateObservableGauge("ballast.feed.folding", () => Each(status => status.Folding), "{instrument}", "Instruments whose book is too slow.");
        _meter.CreateObservableGauge("ballast.feed.refused", () => Each(status => status.Refused), "{instrument}", "Instruments whose book takes another feed.");
        _meter.CreateObservableGauge("ballast.feed.awaiting_snapshot", () => Each(status => status.AwaitingSnapshot), "{instrument}", "Instruments whose book waits for a snapshot.");
        _meter.CreateObservableGauge("ballast.feed.stale_books", () => Each(status => status.StaleBooks), "{instrument}", "Instruments whose book waits for a snapshot of the source.");
        _meter.CreateObservableGauge("ballast.feed.epoch", () => Each(status => status.Epoch), "{epoch}", "Epoch of the feed.");
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    internal void Add(string feed, FeedRun run) => _runs[feed] = run;

    internal void Remove(string feed, FeedRun run) => _runs.TryRemove(new(feed, run));

    /// <summary>Batches of a feed's present epoch that queues of this silo have dropped.</summary>
    internal long Dropped(FeedStatus status) => _drops.Of(status.Feed, status.Epoch);

    private void Count(string name, string unit, string description, Func<FeedStatus, long> value) =>
        _meter.CreateObservableCounter(name, () => Each(value), unit, description);

    private IEnumerable<Measurement<T>> Each<T>(Func<FeedStatus, T> value)
        where T : struct =>
        _runs.Select(feed => new Measurement<T>(value(feed.Value.Status()), new KeyValuePair<string, object?>("feed", feed.Key)));
}
