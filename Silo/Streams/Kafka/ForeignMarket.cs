using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Books;
using Ballast.Silo.Feeds.Tardis.Messages;

namespace Ballast.Silo.Streams.Kafka;

/// <summary>Makes batches of the normalized messages that programs without Orleans write to a partition, as tardis-machine writes them.</summary>
/// <remarks>
/// The partition stands for the feed, and each time that a silo begins to read it, or leaves messages out, is an epoch. So a book that may have missed a message
/// waits for the producer's next snapshot. Used by one agent.
/// </remarks>
/// <param name="streamNamespace">Namespace of the streams: market takes books and trades, ticker takes tickers and liquidations.</param>
/// <param name="time">Clock of the epochs.</param>
internal sealed class ForeignMarket(string streamNamespace, TimeProvider time)
{
    private readonly TardisMessageDecoder _decoder = new();
    private readonly Dictionary<InstrumentId, long> _sequences = [];
    private readonly long _run = Random.Shared.NextInt64(1, long.MaxValue);
    private long _epoch;
    private long _next = -1;

    /// <summary>Reads a message; <see langword="null"/> when it is no event of this namespace.</summary>
    internal MarketBatch? Read(TopicMessage message)
    {
        var now = Instant.From(time.GetUtcNow());
        if (message.Offset != _next)
        {
            _epoch = Math.Max(_epoch + 1, now.Micros);
            _sequences.Clear();
        }

        _next = message.Offset + 1;
        if (_decoder.Decode(message.Value) is not { Outcome: MessageOutcome.Event, Event: { } item } || !Takes(item) || item.Instrument.Symbol.Length == 0)
        {
            return null;
        }

        var sequence = _sequences[item.Instrument] = _sequences.GetValueOrDefault(item.Instrument) + 1;
        return new()
        {
            Feed = $"foreign/{message.Topic}-{message.Partition}",
            Epoch = _epoch,
            Run = _run,
            Sequence = sequence,
            PublishedAt = now,
            Instrument = item.Instrument,
            Events = [item],
        };
    }

    /// <summary>Messages of other forms have taken their place in the partition.</summary>
    internal void Pass(TopicMessage message) => _next = message.Offset == _next ? message.Offset + 1 : _next;

    private bool Takes(MarketEvent item) => streamNamespace == StreamNames.Ticker
        ? item is DerivativeTicker or Liquidation
        : item is BookChange or Trade;
}
