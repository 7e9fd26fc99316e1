using System.Runtime.InteropServices;
using Ballast.Domain.Instruments;

namespace Ballast.Silo.Feeds.Tardis;

/// <summary>Messages read of one type of one instrument.</summary>
/// <param name="Instrument">As received; an empty symbol for a message of a whole exchange.</param>
/// <param name="Type">Tardis message type, e.g. <c>book_change</c>.</param>
/// <param name="Messages">How many, used or not.</param>
public readonly record struct ReadCount(InstrumentId Instrument, string Type, long Messages);

/// <summary>What all readers of one run have read, per exchange, symbol and type. Safe for concurrent use.</summary>
/// <remarks>Types that nothing uses are counted too; lines that could not be read are faults and not counted here.</remarks>
public sealed class ReadCounts
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(InstrumentId, string), long> _counts = [];
    private long _total;
    private long _stepsBack;
    private long _superseded;

    /// <summary>All messages.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Messages that arrived, by their own stamp, before the one ahead of them in their file.</summary>
    public long StepsBack => Interlocked.Read(ref _stepsBack);

    /// <summary>Snapshots and quotes left out because a better form of their book had come (docs/market-data.md).</summary>
    public long Superseded => Interlocked.Read(ref _superseded);

    /// <summary>Messages of one type of one instrument; 0 when none were read.</summary>
    public long Of(InstrumentId instrument, string type)
    {
        lock (_gate)
        {
            return _counts.GetValueOrDefault((instrument, type));
        }
    }

    /// <summary>Every count, ordered by instrument, then type.</summary>
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
