using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Benchmarks.Load.Ticks;

/// <summary>A book whose price rises one step with each tick, so that any mid seen later identifies its tick.</summary>
/// <remarks>
/// Forty levels a side, two quote units apart. A tick moves the best of both sides and the far end of both, four levels,
/// and changes the size of seven more: eleven, the mean of the recorded inverse perpetual. Every mid differs from the last,
/// which is harder on what follows the book than a recording is.
/// </remarks>
internal sealed class LadderBook(InstrumentId instrument, int depth = LadderBook.UsualDepth)
{
    /// <summary>Levels a side.</summary>
    internal const int UsualDepth = 40;

    private const int Resized = 7;
    private const int Step = 2;
    private const int FirstBid = 10_000;

    private long _tick;

    internal InstrumentId Instrument { get; } = instrument;

    /// <summary>Levels of one tick's message.</summary>
    internal static int LevelsPerTick => 4 + Resized;

    /// <summary>The tick that a mid is of.</summary>
    internal static long TickOf(decimal mid) => (long)((mid - FirstBid - 1) / Step);

    /// <summary>The book as of the last tick made.</summary>
    internal BookChange Snapshot(Instant now) => new()
    {
        Instrument = Instrument,
        VenueTime = now,
        ReceivedAt = now,
        IsSnapshot = true,
        Bids = [.. Enumerable.Range(0, depth).Select(level => new BookLevel(Bid(_tick - level), 1 + level))],
        Asks = [.. Enumerable.Range(0, depth).Select(level => new BookLevel(Bid(_tick + level + 1), 1 + level))],
    };

    /// <summary>The message of the next tick.</summary>
    internal BookChange Next(Instant now)
    {
        _tick++;
        var bids = new BookLevel[2 + (Resized / 2)];
        var asks = new BookLevel[LevelsPerTick - bids.Length];
        (bids[0], bids[1]) = (new(Bid(_tick), 1), new(Bid(_tick - depth), 0));
        (asks[0], asks[1]) = (new(Bid(_tick), 0), new(Bid(_tick + depth), 1));
        Resize(bids, towards: -1);
        Resize(asks, towards: 1);
        return new()
        {
            Instrument = Instrument,
            VenueTime = now,
            ReceivedAt = now,
            IsSnapshot = false,
            Bids = bids,
            Asks = asks,
        };
    }

    private void Resize(BookLevel[] levels, int towards)
    {
        for (var i = 2; i < levels.Length; i++)
        {
            levels[i] = new(Bid(_tick + (towards * i)), 1 + (_tick % 100));
        }
    }

    private static double Bid(long tick) => FirstBid + (tick * Step);
}
