using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Benchmarks.Day;

/// <summary>One plain book, and what was applied to it.</summary>
internal sealed class DayBook(InstrumentId instrument)
{
    internal InstrumentId Instrument => instrument;

    internal OrderBook Book { get; } = new();

    internal long Messages { get; private set; }

    internal long Levels { get; private set; }

    internal void Apply(BookChange change)
    {
        Book.Apply(change);
        Messages++;
        Levels += change.Bids.Length + change.Asks.Length;
    }
}
