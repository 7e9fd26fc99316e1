namespace Ballast.Grains.OrderBooks;

/// <summary>Follows what a book offers as marks.</summary>
internal sealed class BookMarks
{
    private BookMark _now = new(default, double.NaN, double.NaN, default, double.NaN, default);
    private bool _holds;

    internal BookMark Now => _now;

    /// <summary>An event of <paramref name="time"/> comes; until then whatever held still did.</summary>
    /// <returns>The mark at the end of the second that is over with it; <see langword="null"/> when none is.</returns>
    internal BookMark? MoveTo(Instant time)
    {
        var last = _now;
        _now = _now with { At = time, MidAt = _holds ? time : _now.MidAt };
        return last.At != default && last.Second != _now.Second ? last : null;
    }

    /// <summary>The book after an event; without a mid the last is kept with the time until which it held.</summary>
    internal void Observe(OrderBook book)
    {
        _holds = false;
        if (book.Mid is { } mid && book.WeightedMid is { } weighted)
        {
            _holds = true;
            _now = _now with { Mid = mid, WeightedMid = weighted, MidAt = _now.At };
        }
    }

    internal void Observe(Trade trade) => _now = _now with { LastTrade = trade.Price, LastTradeAt = _now.At };
}
