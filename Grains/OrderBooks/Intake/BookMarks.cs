using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Grains.OrderBooks.Intake;

/// <summary>Follows the prices of a book at which positions may be marked: mid, weighted mid and last trade.</summary>
internal sealed class BookMarks
{
    private BookMark _now = new(default, double.NaN, double.NaN, default, double.NaN, default);
    private bool _holds;

    internal BookMark Now => _now;

    /// <summary>Moves to the time of the next event. A mid that still held is known to have held until then.</summary>
    /// <returns>The mark at the end of the second that is over now; <see langword="null"/> when none with an event is.</returns>
    internal BookMark? MoveTo(Instant time)
    {
        var last = _now;
        _now = _now with { At = time, MidAt = _holds ? time : _now.MidAt };
        return last.At != default && last.Second != _now.Second ? last : null;
    }

    /// <summary>Observes the book after an event. When it has no mid, the last one is kept with the time until which it held.</summary>
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
