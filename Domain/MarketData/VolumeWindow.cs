namespace Ballast.Domain.MarketData;

/// <summary>Volume traded in each of the last seconds of venue time.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class VolumeWindow
{
    private readonly double[] amounts;
    private long second = long.MinValue;
    private Instant? since;
    private string? gap;

    /// <summary>Creates an empty window.</summary>
    /// <param name="seconds">Length of the window in seconds, the current one included; at least 1.</param>
    public VolumeWindow(int seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seconds);
        amounts = new double[seconds];
    }

    /// <summary>Reports the current venue time; trades are known to be observed from the first report on.</summary>
    public void Observe(Instant venueTime) => since ??= venueTime;

    /// <summary>Processes a trade.</summary>
    /// <param name="venueTime">Venue time, not before that of the last call.</param>
    /// <param name="amount">Size of the trade, in the venue's unit of amount.</param>
    public void Add(Instant venueTime, double amount)
    {
        since ??= venueTime;
        Move(venueTime);
        amounts[second % amounts.Length] += amount;
    }

    /// <summary>Marks that trades were missed: the window starts again.</summary>
    public void MarkGap()
    {
        gap = "trades were missed";
        since = null;
        Array.Clear(amounts);
    }

    /// <summary>Volume traded in the window that ends at a time.</summary>
    public TradedVolume At(Instant venueTime)
    {
        if (since is not { } start)
        {
            return new(null, TimeSpan.Zero, gap ?? "no event yet");
        }

        Move(venueTime);
        var seen = TimeSpan.FromMicroseconds(Math.Max(1, venueTime.Micros - start.Micros));
        var whole = TimeSpan.FromSeconds(amounts.Length);

        // Of the current second only the part that has passed counts towards the length.
        var over = TimeSpan.FromSeconds(amounts.Length - 1) + TimeSpan.FromMicroseconds((venueTime.Micros % Instant.PerSecond) + 1);
        var (amount, isWhole) = (amounts.Sum(), seen >= over);
        return isWhole ? new(amount, over < whole ? over : whole, null)
            : seen < TimeSpan.FromSeconds(1) ? new(null, seen, "seen for less than a second")
            : new(amount, seen, $"trades are seen only since {start}");
    }

    private void Move(Instant venueTime)
    {
        var to = Math.Max(venueTime.Micros / Instant.PerSecond, second);
        if (second == long.MinValue || to - second >= amounts.Length)
        {
            Array.Clear(amounts);
        }
        else
        {
            for (var s = second + 1; s <= to; s++)
            {
                amounts[s % amounts.Length] = 0;
            }
        }

        second = to;
    }
}
