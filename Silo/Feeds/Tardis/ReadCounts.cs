using System.Runtime.InteropServices;
using Ballast.Domain.Instruments;

namespace Ballast.Silo.Feeds.Tardis;

/// <summary>Number of messages read of one type and instrument.</summary>
/// <param name="Instrument">The instrument as received; its symbol is empty for messages of a whole exchange.</param>
/// <param name="Type">Tardis message type, e.g. <c>book_change</c>.</param>
/// <param name="Messages">Number of messages, used or not.</param>
public readonly record struct ReadCount(InstrumentId Instrument, string Type, long Messages);

/// <summary>Counts the messages read in one run by exchange, symbol and type. Safe for concurrent use.</summary>
/// <remarks>Types that are not used are counted too. Lines that could not be read are faults, and are not counted here.</remarks>
public sealed class ReadCounts
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(InstrumentId Instrument, string Type), Counter> _counts = [];
    private Counter? _last;
    private long _total;
    private long _stepsBack;
    private long _superseded;

    /// <summary>Number of all messages.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Messages whose arrival stamp is earlier than that of the message before them in their file.</summary>
    public long StepsBack => Interlocked.Read(ref _stepsBack);

    /// <summary>Messages left out because a better form of their book is used (docs/market-data.md).</summary>
    public long Superseded => Interlocked.Read(ref _superseded);

    /// <summary>Number of messages of one type and instrument.</summary>
    public long Of(InstrumentId instrument, string type)
    {
        lock (_gate)
        {
            return _counts.GetValueOrDefault((instrument, type))?.Messages ?? 0;
        }
    }

    /// <summary>All counts, ordered by instrument, then type.</summary>
    public IReadOnlyList<ReadCount> ToList()
    {
        lock (_gate)
        {
            return [.. _counts.Select(entry => new ReadCount(entry.Key.Instrument, entry.Key.Type, entry.Value.Messages))
                .OrderBy(count => count.Instrument)
                .ThenBy(count => count.Type, StringComparer.Ordinal)];
        }
    }

    internal void Add(InstrumentId instrument, string type)
    {
        Interlocked.Increment(ref _total);
        lock (_gate)
        {
            // Most messages follow one of the same kind, and three texts take longer to look up than the rest of a row.
            if (_last is null || !_last.IsOf(instrument, type))
            {
                ref var counter = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, (instrument, type), out _);
                _last = counter ??= new(instrument, type);
            }

            _last.Messages++;
        }
    }

    internal void AddSuperseded() => Interlocked.Increment(ref _superseded);

    internal void AddStepBack() => Interlocked.Increment(ref _stepsBack);

    private sealed class Counter(InstrumentId instrument, string type)
    {
        internal long Messages { get; set; }

        internal bool IsOf(InstrumentId other, string otherType) =>
            ReferenceEquals(instrument.Symbol, other.Symbol) && ReferenceEquals(instrument.Exchange, other.Exchange) && ReferenceEquals(type, otherType);
    }
}
