namespace Ballast.Grains.OrderBooks.Intake;

/// <summary>Follows the prices of a book at which positions may be marked: mid, weighted mid and last trade.</summary>
internal sealed class BookMarks
{
    private BookMark now = new(default, double.NaN, double.NaN, default, double.NaN, default);
    private bool holds;

    internal BookMark Now => now;

    /// <summary>Moves on to the time of the next event; a mid that still held is known to have held until then.</summary>
    /// <returns>The mark at the end of the second that is over now; <see langword="null"/> when none with an event is.</returns>
    internal BookMark? MoveTo(Instant time)
    {
        var last = now;
        now = now with { At = time, MidAt = holds ? time : now.MidAt };
        return last.At != default && last.Second != now.Second ? last : null;
    }

    /// <summary>Looks at the book after an event. When it has no mid, the last one is kept with the time until which it held.</summary>
    internal void Observe(OrderBook book)
    {
        holds = false;
        if (book.Mid is { } mid && book.WeightedMid is { } weighted)
        {
            holds = true;
            now = now with { Mid = mid, WeightedMid = weighted, MidAt = now.At };
        }
    }

    internal void Observe(Trade trade) => now = now with { LastTrade = trade.Price, LastTradeAt = now.At };
}
