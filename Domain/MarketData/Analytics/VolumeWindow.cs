namespace Ballast.Domain.MarketData.Analytics;

/// <summary>Volume traded in each of the last seconds of venue time.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class VolumeWindow
{
    private readonly double[] _amounts;
    private long _second = long.MinValue;
    private Instant? _since;
    private string? _gap;

    /// <summary>Creates an empty window.</summary>
    /// <param name="seconds">Length of the window in seconds, the current one included; at least 1.</param>
    public VolumeWindow(int seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seconds);
        _amounts = new double[seconds];
    }

    /// <summary>Reports the current venue time; trades are known to be observed from the first report on.</summary>
    public void Observe(Instant venueTime) => _since ??= venueTime;

    /// <summary>Processes a trade.</summary>
    /// <param name="venueTime">Venue time, not before that of the last call.</param>
    /// <param name="amount">Size of the trade, in the venue's unit of amount.</param>
    public void Add(Instant venueTime, double amount)
    {
        _since ??= venueTime;
        Move(venueTime);
        _amounts[_second % _amounts.Length] += amount;
    }

    /// <summary>Marks that trades were missed: the window starts again.</summary>
    public void MarkGap()
    {
        _gap = "trades were missed";
        _since = null;
        Array.Clear(_amounts);
    }

    /// <summary>Volume traded in the window that ends at a time.</summary>
    public TradedVolume At(Instant venueTime)
    {
        if (_since is not { } start)
        {
            return new(null, TimeSpan.Zero, _gap ?? "no event yet");
        }

        Move(venueTime);
        var seen = TimeSpan.FromMicroseconds(Math.Max(1, venueTime.Micros - start.Micros));
        var whole = TimeSpan.FromSeconds(_amounts.Length);

        // Of the current second only the part that has passed counts towards the length.
        var over = TimeSpan.FromSeconds(_amounts.Length - 1) + TimeSpan.FromMicroseconds((venueTime.Micros % Instant.PerSecond) + 1);
        var (amount, isWhole) = (_amounts.Sum(), seen >= over);
        return isWhole ? new(amount, over < whole ? over : whole, null)
            : seen < TimeSpan.FromSeconds(1) ? new(null, seen, "seen for less than a second")
            : new(amount, seen, $"trades are seen only since {start}");
    }

    private void Move(Instant venueTime)
    {
        var to = Math.Max(venueTime.Micros / Instant.PerSecond, _second);
        if (_second == long.MinValue || to - _second >= _amounts.Length)
        {
            Array.Clear(_amounts);
        }
        else
        {
            for (var s = _second + 1; s <= to; s++)
            {
                _amounts[s % _amounts.Length] = 0;
            }
        }

        _second = to;
    }
}
