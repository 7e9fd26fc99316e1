namespace Ballast.Domain.MarketData;

/// <summary>Keeps how far from the mid the market orders of the last seconds of venue time traded.</summary>
/// <remarks>Not safe for concurrent use. Adding a trade is cheap; the line is fitted when it is asked for.</remarks>
public sealed class OrderDistances
{
    private readonly Queue<(Instant Time, double Distance)> orders = new();
    private readonly TimeSpan window;
    private readonly int most;
    private (Instant Time, TakerSide Taker, double Mid, double Distance)? last;
    private Instant? since;
    private string? gap;

    /// <summary>Creates one that has seen nothing.</summary>
    /// <param name="seconds">Length of the window; at least 1.</param>
    /// <param name="most">Most orders kept; when more come, the window is shorter.</param>
    public OrderDistances(int seconds, int most = 10_000)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seconds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        (window, this.most) = (TimeSpan.FromSeconds(seconds), most);
    }

    /// <summary>The market has come to a time; from the first one on every trade is seen.</summary>
    public void Observe(Instant venueTime) => since ??= venueTime;

    /// <summary>A trade.</summary>
    /// <param name="venueTime">Not before the last one.</param>
    /// <param name="taker">The aggressor.</param>
    /// <param name="price">In quote.</param>
    /// <param name="mid">Just before it; NaN when there was none: then the trade has no distance and does not count.</param>
    public void Add(Instant venueTime, TakerSide taker, double price, double mid)
    {
        since ??= venueTime;
        if (last is { } before && before.Time == venueTime && before.Taker == taker)
        {
            // Trades of one order that took several levels: the mid before the first of them counts.
            last = before with { Distance = Math.Max(before.Distance, Distance(taker, price, before.Mid)) };
            return;
        }

        Close();
        if (double.IsFinite(mid) && taker is TakerSide.Buy or TakerSide.Sell)
        {
            last = (venueTime, taker, mid, Distance(taker, price, mid));
        }
    }

    /// <summary>Starts the window anew, because trades were missed.</summary>
    public void MarkGap()
    {
        (last, since, gap) = (null, null, "trades were missed");
        orders.Clear();
    }

    /// <summary>The line fitted to the window that ends at a time.</summary>
    public FillIntensity At(Instant venueTime)
    {
        if (since is not { } start)
        {
            return FillIntensity.None(0, TimeSpan.Zero, gap ?? "no event yet");
        }

        var from = venueTime - window;
        while (orders.TryPeek(out var oldest) && oldest.Time <= from)
        {
            orders.Dequeue();
        }

        double[] distances = [.. orders.Select(order => order.Distance), .. last is { } open && open.Time > from ? (double[])[open.Distance] : []];
        var seen = start > from ? venueTime - start : window;
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
        if (last is not { } closed)
        {
            return;
        }

        orders.Enqueue((closed.Time, closed.Distance));
        if (orders.Count > most)
        {
            // Every order after the one dropped is still there.
            since = Instant.Max(since!.Value, orders.Dequeue().Time);
        }
        else if (orders.Peek().Time <= closed.Time - window)
        {
            orders.Dequeue();
        }

        last = null;
    }
}
