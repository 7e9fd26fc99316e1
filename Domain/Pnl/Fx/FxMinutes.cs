using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;

namespace Ballast.Domain.Pnl.Fx;

/// <summary>Determines the rates of each whole minute of venue time by previous tick.</summary>
/// <remarks>
/// A closed minute never changes, and its rates do not depend on the order or frequency of updates from different instruments. Not safe
/// for concurrent use.
/// </remarks>
/// <param name="preference">Preferred instrument for each pair of assets, and the maximum age of a rate.</param>
/// <param name="closedTo">Newest minute closed before a restart; the default when there is none.</param>
public sealed class FxMinutes(FxPreference preference, Instant closedTo = default)
{
    private const long PerMinute = 60 * Instant.PerSecond;

    // Ticks by the minute at which they hold; those of closed minutes are carried forward.
    private readonly SortedDictionary<long, Dictionary<InstrumentId, Tick>> _open = [];
    private readonly Dictionary<InstrumentId, Tick> _carried = [];

    /// <summary>Newest closed minute; the default while there is none.</summary>
    public Instant ClosedTo { get; private set; } = closedTo;

    /// <summary>Processes the mark of a spot book after an event; of several in one minute the last counts.</summary>
    public void Observe(Instrument spot, BookMark mark)
    {
        ArgumentNullException.ThrowIfNull(spot);
        if (MarkPrice.From(mark.Mid, mark.MidAt) is not { } mid)
        {
            return;
        }

        var minute = (mark.At.Micros + PerMinute - 1) / PerMinute;
        var ticks = minute * PerMinute <= ClosedTo.Micros ? _carried
            : _open.TryGetValue(minute, out var known) ? known
            : _open[minute] = [];
        if (!ticks.TryGetValue(spot.Id, out var last) || mark.At >= last.At)
        {
            ticks[spot.Id] = new(mark.At, new(spot.Base, spot.Quote, mid.Price, mid.AsOf, spot.Id));
        }
    }

    /// <summary>Closes all minutes up to <paramref name="through"/>.</summary>
    /// <returns>The newly closed minutes that have a rate, oldest first; other closed minutes have none.</returns>
    public IReadOnlyList<FxPoint> Close(Instant through)
    {
        var points = new List<FxPoint>();
        var last = FxPoint.MinuteOf(through).Micros / PerMinute;
        for (var minute = NextWithRates(); minute <= last; minute = NextWithRates())
        {
            if (_open.Remove(minute, out var ticks))
            {
                foreach (var (source, tick) in ticks)
                {
                    _carried[source] = tick;
                }
            }

            ClosedTo = new(minute * PerMinute);
            var fresh = _carried.Values.Select(tick => tick.Quote).Where(quote => ClosedTo - quote.AsOf <= preference.MaxAge).ToArray();
            if (fresh.Length > 0)
            {
                points.Add(new(ClosedTo, preference.Table(minute, ClosedTo, fresh), Closed: true));
            }
        }

        ClosedTo = Instant.Max(ClosedTo, new(last * PerMinute));
        return points;
    }

    /// <summary>Number of the next minute that may have a rate; minutes without data are skipped.</summary>
    private long NextWithRates()
    {
        var next = (ClosedTo.Micros / PerMinute) + 1;
        var isCarried = _carried.Values.Any(tick => (next * PerMinute) - tick.Quote.AsOf.Micros <= preference.MaxAge.Ticks / TimeSpan.TicksPerMicrosecond);
        return isCarried ? next
            : _open.Count > 0 ? Math.Max(next, _open.First().Key)
            : long.MaxValue;
    }

    private readonly record struct Tick(Instant At, FxQuote Quote);
}
