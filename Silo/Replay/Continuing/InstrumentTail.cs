using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Replay.Continuing;

/// <summary>What a recording says of one instrument at some time, as few events: its book as a snapshot, its last trade, and the last ticker for each funding time.</summary>
/// <param name="instrument">The instrument.</param>
/// <param name="rules">How its book is kept, as the book of the replay is.</param>
internal sealed class InstrumentTail(InstrumentId instrument, BookRules rules)
{
    private const int TickersKept = 4;

    private readonly OrderBook _book = new(rules);
    private readonly Queue<DerivativeTicker> _tickers = new();
    private Trade? _trade;
    private DerivativeTicker? _ticker;
    private Instant _venueTime;
    private Instant _receivedAt;
    private Instant _bookVenueTime;
    private Instant _bookReceivedAt;

    /// <summary>Applies the next event of the instrument.</summary>
    internal void Apply(MarketEvent marketEvent)
    {
        // The venue's time never steps back in a book, whatever event it is of.
        _venueTime = Instant.Max(_venueTime, marketEvent.ValuationTime);
        _receivedAt = Instant.Max(_receivedAt, marketEvent.ReceivedAt);
        switch (marketEvent)
        {
            case BookChange change:
                _book.Apply(change);
                (_bookVenueTime, _bookReceivedAt) = (_venueTime, _receivedAt);
                break;
            case Disconnect:
                _book.MarkStale();
                break;
            case Trade trade:
                _trade = trade;
                break;
            case DerivativeTicker ticker:
                Keep(ticker);
                break;
        }
    }

    /// <summary>Events that bring a book and an inventory that know nothing to this state, in order of arrival.</summary>
    internal IEnumerable<MarketEvent> ToEvents()
    {
        MarketEvent?[] events = [.. _tickers, _ticker, _trade, Snapshot()];
        return events.OfType<MarketEvent>().OrderBy(marketEvent => marketEvent.ReceivedAt);
    }

    private void Keep(DerivativeTicker ticker)
    {
        if (_ticker is not null && ticker.FundingTime != _ticker.FundingTime)
        {
            _tickers.Enqueue(_ticker);
            if (_tickers.Count == TickersKept)
            {
                _tickers.Dequeue();
            }
        }

        _ticker = ticker;
    }

    private BookChange? Snapshot() => _book.State is not (BookState.Live or BookState.Crossed) ? null : new()
    {
        Instrument = instrument,
        VenueTime = _bookVenueTime,
        ReceivedAt = _bookReceivedAt,
        IsSnapshot = true,
        Bids = _book.AllBids(),
        Asks = _book.AllAsks(),
    };
}
