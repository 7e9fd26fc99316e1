namespace Ballast.Domain.MarketData;

/// <summary>Adds up what traded in each of the last seconds of venue time.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class VolumeWindow
{
    private readonly double[] amounts;
    private long second = long.MinValue;
    private Instant? since;
    private string? gap;

    /// <summary>Creates one that has seen nothing.</summary>
    /// <param name="seconds">Length of the stretch: the present second and those before it; at least 1.</param>
    public VolumeWindow(int seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seconds);
        amounts = new double[seconds];
    }

    /// <summary>The market is at a time: from the first on, what does not trade did not.</summary>
    public void Observe(Instant venueTime) => since ??= venueTime;

    /// <summary>A trade.</summary>
    /// <param name="venueTime">Not before the last one.</param>
    /// <param name="amount">In the venue's unit of amount.</param>
    public void Add(Instant venueTime, double amount)
    {
        since ??= venueTime;
        Move(venueTime);
        amounts[second % amounts.Length] += amount;
    }

    /// <summary>Trades were missed: the stretch begins anew.</summary>
    public void MarkGap()
    {
        gap = "trades were missed";
        since = null;
        Array.Clear(amounts);
    }

    /// <summary>Over the stretch that ends at a time.</summary>
    public TradedVolume At(Instant venueTime)
    {
        if (since is not { } start)
        {
            return new(null, TimeSpan.Zero, gap ?? "no event yet");
        }

        Move(venueTime);
        var seen = TimeSpan.FromMicroseconds(Math.Max(1, venueTime.Micros - start.Micros));
        var whole = TimeSpan.FromSeconds(amounts.Length);

        // The present second has only begun: what traded in it counts with the part of it that is over.
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
