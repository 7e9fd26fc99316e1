using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains;
using Ballast.Grains.OrderBooks;

namespace Ballast.Silo.Samples;

/// <summary>Builds books from recordings without a silo and stores the samples of their mids that are missing.</summary>
/// <remarks>Books and samples work as in the grains: a point closes when an arrival is 2 s past it.</remarks>
internal sealed class SampleBackfill(ISampleStore store, BallastOptions options, Func<InstrumentId, Instant, decimal?> tickSize)
{
    private readonly SortedDictionary<InstrumentId, BackfilledBook> _books = [];
    private Instant _watermark;

    /// <summary>The books, ordered by instrument.</summary>
    internal IEnumerable<(InstrumentId Instrument, BackfilledBook Book)> Books => _books.Select(entry => (entry.Key, entry.Value));

    /// <summary>Applies all events, which must be in order of arrival.</summary>
    internal async Task Run(IEnumerable<MarketEvent> events, CancellationToken cancellationToken)
    {
        foreach (var marketEvent in events)
        {
            _watermark = Instant.Max(_watermark, marketEvent.ReceivedAt);
            if (marketEvent is Disconnect { Instrument.Symbol.Length: 0 } cut)
            {
                foreach (var (instrument, book) in _books.Where(entry => cut.Concerns(entry.Key)))
                {
                    await book.Apply(cut.Of(instrument), cancellationToken);
                }
            }
            else if (marketEvent is BookChange or Trade or Disconnect)
            {
                await BookOf(marketEvent).Apply(marketEvent, cancellationToken);
            }
        }

        foreach (var book in _books.Values)
        {
            await book.Finish(_watermark, cancellationToken);
        }
    }

    private BackfilledBook BookOf(MarketEvent marketEvent)
    {
        var instrument = marketEvent.Instrument;
        if (!_books.TryGetValue(instrument, out var book))
        {
            book = _books[instrument] = new(new(instrument, 1, options, tickSize(instrument, marketEvent.ReceivedAt)), store, options.Risk);
        }

        return book;
    }
}
