using Ballast.Domain.MarketData.Events;

namespace Ballast.Domain.MarketData.Analytics;

/// <summary>Order-flow imbalance of the best quotes over the last whole seconds of venue time.</summary>
/// <remarks>
/// R. Cont, A. Kukanov, S. Stoikov, "The Price Impact of Order Book Events", Journal of Financial Econometrics 12 (2014):
/// the sum of changes in demand at the best quotes, in the venue's unit of amount; positive for buying pressure.
/// Not safe for concurrent use.
/// </remarks>
public sealed class OrderFlow
{
    private readonly double[] _sums;
    private (BookLevel Bid, BookLevel Ask)? _last;
    private long _second = long.MinValue;
    private Instant? _since;

    /// <summary>Creates an empty window.</summary>
    /// <param name="seconds">Length of the window in seconds, the current one included; at least 1.</param>
    public OrderFlow(int seconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seconds);
        _sums = new double[seconds];
    }

    /// <summary>Contribution of one change of the best quotes.</summary>
    public static double Step(BookLevel fromBid, BookLevel fromAsk, BookLevel bid, BookLevel ask) =>
        (bid.Price >= fromBid.Price ? bid.Amount : 0) - (bid.Price <= fromBid.Price ? fromBid.Amount : 0)
        - (ask.Price <= fromAsk.Price ? ask.Amount : 0) + (ask.Price >= fromAsk.Price ? fromAsk.Amount : 0);

    /// <summary>Processes the best quotes after a message.</summary>
    /// <param name="venueTime">Venue time, not before that of the last call.</param>
    /// <param name="bid">Best bid; if it or the ask is <see langword="null"/>, the window starts again.</param>
    /// <param name="ask">Best ask.</param>
    public void Observe(Instant venueTime, BookLevel? bid, BookLevel? ask)
    {
        if (bid is not { } b || ask is not { } a)
        {
            MarkGap();
            return;
        }

        Move(venueTime);
        if (_last is not { } from)
        {
            _since = venueTime;
            Array.Clear(_sums);
        }
        else if (from.Bid != b || from.Ask != a)
        {
            _sums[Slot(_second)] += Step(from.Bid, from.Ask, b, a);
        }

        _last = (b, a);
    }

    /// <summary>Marks that data was missed: the window starts again with the next quotes.</summary>
    public void MarkGap() => _last = null;

    /// <summary>Order-flow imbalance of the window that ends at a time; incomplete while part of it was not observed.</summary>
    public FlowFigure At(Instant venueTime)
    {
        if (_since is not { } start)
        {
            return new(null, IsComplete: false, "no quotes on both sides yet");
        }

        Move(venueTime);
        var sum = 0.0;
        foreach (var part in _sums)
        {
            sum += part;
        }

        return _last is null ? new(sum, IsComplete: false, "quotes are missing since something was missed or a side was empty")
            : Second(start) > _second - _sums.Length ? new(sum, IsComplete: false, $"seen only since {start}")
            : new(sum, IsComplete: true, null);
    }

    private void Move(Instant venueTime)
    {
        var to = Math.Max(Second(venueTime), _second);
        if (_second == long.MinValue || to - _second >= _sums.Length)
        {
            Array.Clear(_sums);
        }
        else
        {
            for (var s = _second + 1; s <= to; s++)
            {
                _sums[Slot(s)] = 0;
            }
        }

        _second = to;
    }

    private static long Second(Instant time) => time.Micros / Instant.PerSecond;

    private int Slot(long at) => (int)(((at % _sums.Length) + _sums.Length) % _sums.Length);
}
