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
    private readonly Dictionary<(InstrumentId, string), long> _counts = [];
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
            return _counts.GetValueOrDefault((instrument, type));
        }
    }

    /// <summary>All counts, ordered by instrument, then type.</summary>
    public IReadOnlyList<ReadCount> ToList()
    {
        lock (_gate)
        {
            return [.. _counts.Select(entry => new ReadCount(entry.Key.Item1, entry.Key.Item2, entry.Value))
                .OrderBy(count => count.Instrument)
                .ThenBy(count => count.Type, StringComparer.Ordinal)];
        }
    }

    internal void Add(InstrumentId instrument, string type)
    {
        Interlocked.Increment(ref _total);
        lock (_gate)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, (instrument, type), out _)++;
        }
    }

    internal void AddSuperseded() => Interlocked.Increment(ref _superseded);

    internal void AddStepBack() => Interlocked.Increment(ref _stepsBack);
}
