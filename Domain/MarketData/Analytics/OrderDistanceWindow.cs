using Ballast.Domain.MarketData.Events;

namespace Ballast.Domain.MarketData.Analytics;

/// <summary>Distances from the mid at which market orders of the last seconds of venue time traded.</summary>
/// <remarks>Not safe for concurrent use. A trade costs one comparison and one queue entry; the intensity is fitted on request.</remarks>
public sealed class OrderDistanceWindow
{
    private readonly Queue<(Instant Time, double Distance)> _orders = new();
    private readonly TimeSpan _window;
    private readonly int _most;
    private Instant _openAt;
    private OpenOrder? _buy;
    private OpenOrder? _sell;
    private Instant? _since;
    private string? _gap;

    /// <summary>Creates an empty window.</summary>
    /// <param name="seconds">Length of the window in seconds; at least 1.</param>
    /// <param name="most">Maximum number of orders; when there are more, the window becomes shorter.</param>
    public OrderDistanceWindow(int seconds, int most = 10_000)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seconds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        (_window, _most) = (TimeSpan.FromSeconds(seconds), most);
    }

    /// <summary>Reports the current venue time; trades are known to be observed from the first report on.</summary>
    public void Observe(Instant venueTime) => _since ??= venueTime;

    /// <summary>Processes a trade.</summary>
    /// <param name="venueTime">Venue time, not before that of the last call.</param>
    /// <param name="taker">Side of the aggressor.</param>
    /// <param name="price">Price of the trade, in quote.</param>
    /// <param name="mid">Mid just before the trade, in quote. When it is NaN, the trade has no distance and is not counted.</param>
    public void Add(Instant venueTime, TakerSide taker, double price, double mid)
    {
        _since ??= venueTime;
        if (venueTime != _openAt)
        {
            Close();
            _openAt = venueTime;
        }

        // Trades of one side at one time are one order, which took several levels; orders of the other side may trade between them.
        if (taker == TakerSide.Buy)
        {
            _buy = Joined(_buy, price - (_buy?.Mid ?? mid), mid);
        }
        else if (taker == TakerSide.Sell)
        {
            _sell = Joined(_sell, (_sell?.Mid ?? mid) - price, mid);
        }
    }

    /// <summary>Marks that trades were missed: the window starts again.</summary>
    public void MarkGap()
    {
        (_buy, _sell, _since, _gap) = (null, null, null, "trades were missed");
        _orders.Clear();
    }

    /// <summary>Fill intensity fitted over the window that ends at a time.</summary>
    public FillIntensity At(Instant venueTime)
    {
        if (_since is not { } start)
        {
            return FillIntensity.None(0, TimeSpan.Zero, _gap ?? "no event yet");
        }

        var from = venueTime - _window;
        while (_orders.TryPeek(out var oldest) && oldest.Time <= from)
        {
            _orders.Dequeue();
        }

        double[] distances = [.. _orders.Select(order => order.Distance), .. _openAt > from ? Open() : []];
        var seen = start > from ? venueTime - start : _window;
        if (seen < TimeSpan.FromSeconds(1))
        {
            return FillIntensity.None(distances.Length, seen, "seen for less than a second");
        }

        var line = FillIntensity.Fit(distances, seen);
        return start > from && line.Reason is null ? line with { Reason = $"orders are seen only since {start}" } : line;
    }

    /// <summary>The order with one more trade; <see langword="null"/> while there is no mid.</summary>
    private static OpenOrder? Joined(OpenOrder? order, double distance, double mid) =>
        order is { } known ? known with { Distance = Math.Max(known.Distance, distance) }
        : double.IsFinite(mid) ? new(mid, distance)
        : null;

    private IEnumerable<double> Open() => new[] { _buy, _sell }.OfType<OpenOrder>().Select(order => order.Distance);

    private void Close()
    {
        foreach (var distance in Open())
        {
            _orders.Enqueue((_openAt, distance));
            if (_orders.Count > _most)
            {
                // All orders after the removed one are still kept.
                _since = Instant.Max(_since!.Value, _orders.Dequeue().Time);
            }
            else if (_orders.Peek().Time <= _openAt - _window)
            {
                _orders.Dequeue();
            }
        }

        (_buy, _sell) = (null, null);
    }

    /// <summary>An order whose time may still have trades.</summary>
    /// <param name="Mid">Mid before its first trade, in quote.</param>
    /// <param name="Distance">Largest distance of its trades beyond that mid, in quote.</param>
    private readonly record struct OpenOrder(double Mid, double Distance);
}
