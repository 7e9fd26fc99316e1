using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Replay.Continuing;

/// <summary>
/// Keeps the end of a recording as a short recording of its own: every event of the last minutes, and before them what each instrument needs to begin with.
/// </summary>
/// <param name="wanted">Time before the end whose events are kept, as long as they fit into <paramref name="maxBytes"/>; at least <see cref="Least"/> is kept always.</param>
/// <param name="rules">How books are kept, as those of the replay are.</param>
/// <param name="maxBytes">Approximate size in memory.</param>
internal sealed class RecordingTail(TimeSpan wanted, BookRules rules, long maxBytes = RecordingTail.MaxBytes)
{
    /// <summary>Time before the end in which something may be open: seconds and samples close 2 s after their time, and a venue's clock may be 10 s ahead of arrival.</summary>
    internal static readonly TimeSpan Least = TimeSpan.FromSeconds(15);

    private const long MaxBytes = 64L << 20;
    private const int MostOver = 4;

    private readonly Queue<MarketEvent> _events = new();
    private readonly Dictionary<InstrumentId, InstrumentTail> _before = [];
    private Instant _newest;
    private long _bytes;

    /// <summary>Adds the next event, in order of arrival.</summary>
    internal void Add(MarketEvent marketEvent)
    {
        ArgumentNullException.ThrowIfNull(marketEvent);
        _newest = Instant.Max(_newest, marketEvent.ReceivedAt);
        _events.Enqueue(marketEvent);
        _bytes += marketEvent.ApproximateBytes;
        while (_events.Peek() is var oldest && IsPast(oldest))
        {
            _bytes -= oldest.ApproximateBytes;
            Apply(_events.Dequeue());
        }
    }

    /// <summary>The events that another replay begins with, to go on as if it had seen all of this one. In order of arrival.</summary>
    internal IReadOnlyList<MarketEvent> ToEvents() =>
        [.. _before.OrderBy(known => known.Key).SelectMany(known => known.Value.ToEvents()).OrderBy(marketEvent => marketEvent.ReceivedAt), .. _events];

    private bool IsPast(MarketEvent marketEvent) =>
        // An arrival far ahead of the others must not make everything after it stay.
        _bytes > MostOver * maxBytes
        || (marketEvent.ReceivedAt < _newest - Least && (marketEvent.ReceivedAt < _newest - wanted || _bytes > maxBytes));

    private void Apply(MarketEvent marketEvent)
    {
        if (marketEvent is Disconnect { Instrument.Symbol.Length: 0 } cut)
        {
            foreach (var (instrument, tail) in _before.Where(known => cut.Concerns(known.Key)))
            {
                tail.Apply(cut.Of(instrument));
            }

            return;
        }

        if (!_before.TryGetValue(marketEvent.Instrument, out var known))
        {
            known = _before[marketEvent.Instrument] = new(marketEvent.Instrument, rules);
        }

        known.Apply(marketEvent);
    }
}
