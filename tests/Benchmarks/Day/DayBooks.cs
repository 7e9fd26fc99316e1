using System.Diagnostics;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds;

namespace Ballast.Benchmarks.Day;

/// <summary>What plain books say of a recording whose events are applied to them one after the other, on one thread and without a silo.</summary>
/// <remarks>The books are told no tick size; those of the silo know it from the terms.</remarks>
internal sealed class DayBooks
{
    private readonly Dictionary<InstrumentId, DayBook> _books = [];

    internal IReadOnlyCollection<DayBook> All => _books.Values;

    /// <summary>CPU time of reading and applying everything.</summary>
    internal TimeSpan Cpu { get; private set; }

    /// <summary>Time of it on the clock.</summary>
    internal TimeSpan Elapsed { get; private set; }

    internal void Apply(IRecording recording, InputFaults faults, CancellationToken cancellationToken)
    {
        var (cpu, stamp) = (ThreadClock.Now, Stopwatch.GetTimestamp());
        foreach (var change in recording.Read(faults, cancellationToken).Cast<BookChange>())
        {
            if (!_books.TryGetValue(change.Instrument, out var book))
            {
                book = _books[change.Instrument] = new(change.Instrument);
            }

            book.Apply(change);
        }

        (Cpu, Elapsed) = (ThreadClock.Now - cpu, Stopwatch.GetElapsedTime(stamp));
    }
}
