using System.Diagnostics;
using Ballast.Benchmarks.Load.Ticks;

namespace Ballast.Benchmarks.Load;

/// <summary>How ticks come into the silo.</summary>
internal enum FeedForm
{
    /// <summary>The generator process serves them as a tardis-machine server does, and the silo's own feed reads them.</summary>
    Socket,

    /// <summary>A thread of the silo's process makes them, and its own cost is taken off.</summary>
    Memory,
}

/// <summary>What a run under load is asked for.</summary>
/// <param name="Rate">Messages a second, over all instruments.</param>
/// <param name="Instruments">Instruments, each held by the portfolio.</param>
/// <param name="Seconds">Length of the measured part.</param>
/// <param name="WarmSeconds">Length of the part before it.</param>
internal sealed record LoadSettings(double Rate, int Instruments, double Seconds, double WarmSeconds)
{
    /// <summary>Portfolio that is watched.</summary>
    internal const string Watched = "bench";

    /// <summary>Instruments of a portfolio that nobody watches.</summary>
    private const int Holding = 10;

    private const double ProbeRate = 100;
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether silo, generator and watcher share a process.</summary>
    public bool InProcess { get; init; }

    /// <summary>In one process: whether the portfolio is watched over TCP rather than from within the silo.</summary>
    public bool ThroughGateway { get; init; }

    /// <summary>Whether the same ticks then go through a chain of bare calls.</summary>
    public bool WithCeiling { get; init; }

    /// <summary>Whether ticks are stamped at each stage.</summary>
    public bool WithStages { get; init; }

    /// <summary>How ticks come into a silo of another process.</summary>
    public FeedForm Feed { get; init; }

    /// <summary>Silos, each with the feed of its share of the instruments.</summary>
    public int Silos { get; init; } = 1;

    /// <summary>Whether each silo runs on a core of its own.</summary>
    public bool IsPinned { get; init; }

    /// <summary>Levels a side of books that are made in memory.</summary>
    public int Depth { get; init; } = LadderBook.UsualDepth;

    /// <summary>Portfolios that hold every instrument, of which one is watched.</summary>
    public int Portfolios { get; init; } = 1;

    /// <summary>
    /// Whether the instruments are held by portfolios that nobody watches, and one more instrument, with a few ticks a second, is watched. What watching costs
    /// then does not depend on the number of instruments.
    /// </summary>
    public bool HasProbe { get; init; }

    /// <summary>All instruments.</summary>
    internal int AllInstruments => Instruments + (HasProbe ? 1 : 0);

    /// <summary>Instruments of the watched portfolio: number of the first, and how many.</summary>
    internal (int First, int Count) WatchedInstruments => HasProbe ? (Instruments, 1) : (0, Instruments);

    /// <summary>Who holds what.</summary>
    internal IEnumerable<(int Instrument, string Portfolio)> Holdings => HasProbe
        ? Enumerable.Range(0, Instruments).Select(instrument => (instrument, $"{Watched}-{instrument / Holding}")).Append((Instruments, Watched))
        : from portfolio in Enumerable.Range(0, Portfolios)
          from instrument in Enumerable.Range(0, Instruments)
          select (instrument, portfolio == 0 ? Watched : $"{Watched}-{portfolio}");

    /// <summary>Schedules that begin at once; the last is that of the watched instruments.</summary>
    internal TickSchedule[] Schedules()
    {
        var start = Stopwatch.GetTimestamp() + (long)(Lead.TotalSeconds * Stopwatch.Frequency);
        var main = TickSchedule.Of(start, Rate, (0, Instruments), (WarmSeconds, Seconds));
        return HasProbe ? [main, TickSchedule.Of(start, Math.Min(Rate, ProbeRate), (Instruments, 1), (WarmSeconds, Seconds))] : [main];
    }
}
