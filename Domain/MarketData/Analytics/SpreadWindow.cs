namespace Ballast.Domain.MarketData.Analytics;

/// <summary>Relative spread of a book at the end of each of the last seconds of venue time.</summary>
/// <remarks>Not safe for concurrent use. It costs one comparison per message and four bytes per second.</remarks>
public sealed class SpreadWindow
{
    private readonly float[] _spreads;
    private long _second = long.MinValue;
    private double _now = double.NaN;

    /// <summary>Creates an empty window.</summary>
    /// <param name="seconds">Length of the window in seconds; at least 2.</param>
    public SpreadWindow(int seconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seconds, 2);
        _spreads = new float[seconds];
        Array.Fill(_spreads, float.NaN);
    }

    /// <summary>Processes the best prices after a message.</summary>
    /// <param name="venueTime">Venue time, not before that of the last call.</param>
    /// <param name="bid">Highest bid, in quote; NaN when there is none or it is not trusted.</param>
    /// <param name="ask">Lowest ask, in quote; NaN when there is none or it is not trusted.</param>
    public void Observe(Instant venueTime, double bid, double ask)
    {
        Move(venueTime);
        var mid = (bid + ask) / 2;
        _now = mid > 0 && ask >= bid ? (ask - bid) / mid : double.NaN;
    }

    /// <summary>Statistics over the seconds that ended by a time.</summary>
    public SpreadStatistics At(Instant venueTime)
    {
        Move(venueTime);
        var (n, sum) = (0, 0.0);
        foreach (var spread in _spreads)
        {
            if (!float.IsNaN(spread))
            {
                n++;
                sum += spread;
            }
        }

        var mean = sum / n;
        var squares = 0.0;
        foreach (var spread in _spreads)
        {
            squares += float.IsNaN(spread) ? 0 : (spread - mean) * (spread - mean);
        }

        var window = TimeSpan.FromSeconds(_spreads.Length);
        return n < 2
            ? new(null, null, n, window, $"the spread is known at {n} seconds of the last {_spreads.Length}; 2 are needed")
            : new(mean, Math.Sqrt(squares / (n - 1)), n, window, null);
    }

    /// <summary>Records, for each second that has ended, the spread that held at its end.</summary>
    private void Move(Instant venueTime)
    {
        var to = venueTime.Micros / Instant.PerSecond;
        if (_second == long.MinValue)
        {
            _second = to;
            return;
        }

        var from = Math.Max(_second, to - _spreads.Length);
        for (var s = from; s < to; s++)
        {
            _spreads[s % _spreads.Length] = (float)_now;
        }

        _second = Math.Max(_second, to);
    }
}
