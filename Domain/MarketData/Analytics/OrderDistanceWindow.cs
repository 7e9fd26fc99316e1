using Ballast.Domain.MarketData.Events;

namespace Ballast.Domain.MarketData.Analytics;

/// <summary>Distances from the mid at which market orders of the last seconds of venue time traded.</summary>
/// <remarks>Not safe for concurrent use. A trade costs one comparison and one queue entry; the intensity is fitted on request.</remarks>
public sealed class OrderDistanceWindow
{
    private readonly Queue<(Instant Time, double Distance)> _orders = new();
    private readonly TimeSpan _window;
    private readonly int _most;
    private (Instant Time, TakerSide Taker, double Mid, double Distance)? _last;
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
        if (_last is { } before && before.Time == venueTime && before.Taker == taker)
        {
            // One order that took several levels: its mid is the one before its first trade.
            _last = before with { Distance = Math.Max(before.Distance, Distance(taker, price, before.Mid)) };
            return;
        }

        Close();
        if (double.IsFinite(mid) && taker is TakerSide.Buy or TakerSide.Sell)
        {
            _last = (venueTime, taker, mid, Distance(taker, price, mid));
        }
    }

    /// <summary>Marks that trades were missed: the window starts again.</summary>
    public void MarkGap()
    {
        (_last, _since, _gap) = (null, null, "trades were missed");
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

        double[] distances = [.. _orders.Select(order => order.Distance), .. _last is { } open && open.Time > from ? (double[])[open.Distance] : []];
        var seen = start > from ? venueTime - start : _window;
        if (seen < TimeSpan.FromSeconds(1))
        {
            return FillIntensity.None(distances.Length, seen, "seen for less than a second");
        }

        var line = FillIntensity.Fit(distances, seen);
        return start > from && line.Reason is null ? line with { Reason = $"orders are seen only since {start}" } : line;
    }

    private static double Distance(TakerSide taker, double price, double mid) => taker == TakerSide.Buy ? price - mid : mid - price;

    private void Close()
    {
        if (_last is not { } closed)
        {
            return;
        }

        _orders.Enqueue((closed.Time, closed.Distance));
        if (_orders.Count > _most)
        {
            // All orders after the removed one are still kept.
            _since = Instant.Max(_since!.Value, _orders.Dequeue().Time);
        }
        else if (_orders.Peek().Time <= closed.Time - _window)
        {
            _orders.Dequeue();
        }

        _last = null;
    }
}
