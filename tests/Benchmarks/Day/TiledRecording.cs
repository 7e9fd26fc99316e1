using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds;
using Ballast.Silo.Feeds.Tardis;

namespace Ballast.Benchmarks.Day;

/// <summary>Datasets of books, read again and again from their gzip files, each time with later times, until there were as many level updates as wanted.</summary>
/// <remarks>Each repetition begins with the snapshots that the datasets begin with.</remarks>
internal sealed class TiledRecording : IRecording
{
    private readonly IReadOnlyList<string> _files;
    private readonly ReadCounts _counts;
    private readonly long _updates;
    private readonly TimeSpan _period;

    /// <summary>Reads the datasets once, to know what is in them.</summary>
    /// <param name="files">Paths of the datasets.</param>
    /// <param name="updates">Least number of level updates.</param>
    /// <param name="faults">Receives what cannot be used.</param>
    /// <param name="counts">Counts what is read for <see cref="Read(InputFaults, CancellationToken)"/>.</param>
    internal TiledRecording(IReadOnlyList<string> files, long updates, InputFaults faults, ReadCounts counts)
    {
        (_files, _updates, _counts) = (files, updates, counts);
        var (first, last) = (new Instant(long.MaxValue), default(Instant));
        var begins = new Dictionary<InstrumentId, BookChange>();
        foreach (var change in ReadOnce(faults, new(), CancellationToken.None))
        {
            begins.TryAdd(change.Instrument, change);
            first = Instant.Min(first, Instant.Min(change.VenueTime, change.ReceivedAt));
            last = Instant.Max(last, Instant.Max(change.VenueTime, change.ReceivedAt));
        }

        Begins = begins;
        _period = TimeSpan.FromSeconds(Math.Ceiling((last - first).TotalSeconds) + 1);
    }

    /// <summary>The first change of each instrument.</summary>
    internal IReadOnlyDictionary<InstrumentId, BookChange> Begins { get; }

    /// <inheritdoc />
    public IEnumerable<MarketEvent> Read(InputFaults faults, CancellationToken cancellationToken)
    {
        var levels = 0L;
        for (var shift = TimeSpan.Zero; ; shift += _period)
        {
            foreach (var change in ReadOnce(faults, _counts, cancellationToken))
            {
                yield return change with { VenueTime = change.VenueTime + shift, ReceivedAt = change.ReceivedAt + shift };
                levels += change.Bids.Length + change.Asks.Length;
                if (levels >= _updates)
                {
                    yield break;
                }
            }
        }
    }

    private IEnumerable<BookChange> ReadOnce(InputFaults faults, ReadCounts counts, CancellationToken cancellationToken) =>
        TardisFiles.Open(_files, faults, counts).Read(cancellationToken).Cast<BookChange>();
}
