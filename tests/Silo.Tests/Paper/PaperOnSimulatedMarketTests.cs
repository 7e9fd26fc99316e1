using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds.Simulated;
using Ballast.Silo.Paper;
using Ballast.Silo.Tests.Simulated;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ballast.Silo.Tests.Paper;

public sealed class PaperOnSimulatedMarketTests
{
    [Fact]
    public async Task Two_minutes_fill_both_sides_of_every_instrument_and_twice_the_same()
    {
        var first = await Trade(seed: 1, seconds: 120);
        var second = await Trade(seed: 1, seconds: 120);

        Assert.Equal(first, second);
        foreach (var terms in SimulatedInstruments.All)
        {
            var own = first.Where(f => f.Fill.Instrument == terms.Id).ToList();
            Assert.True(own.Count(f => f.QuoteSide == Side.Buy) >= 10, $"{terms.Id}: {own.Count} fills");
            Assert.True(own.Count(f => f.QuoteSide == Side.Sell) >= 10, $"{terms.Id}: {own.Count} fills");
        }
    }

    [Fact]
    public async Task Every_fill_has_a_trade_beyond_its_quote_and_after_it()
    {
        foreach (var fill in await Trade(seed: 2, seconds: 60))
        {
            Assert.True((int)fill.QuoteSide * ((decimal)fill.TradePrice - fill.QuotePrice) < 0);
            Assert.True(fill.TradeReceivedAt >= fill.PlacedAt);
            Assert.True(fill.TradeVenueTime > fill.BookVenueTime);
            Assert.InRange(fill.Fill.Quantity, 0.00001m, (decimal)fill.TradeAmount);
        }
    }

    private static async Task<IReadOnlyList<PaperFill>> Trade(ulong seed, int seconds)
    {
        var client = new FakeClient();
        var books = SimulatedInstruments.All.ToDictionary(t => t.Id, _ => new NaiveBook());
        var market = new SimulatedMarket(SimulatedMarketState.Start(seed, Some.Start));
        var options = Some.Options();
        options.KeptFills = null;
        var maker = new PaperMarketMaker(client, SimulatedInstruments.All, options, NullLogger<PaperMarketMaker>.Instance);
        for (var ms = 100; ms <= seconds * 1_000; ms += 100)
        {
            var now = Some.At(ms);
            foreach (var e in market.Advance(now))
            {
                Publish(e);
            }

            await maker.Step(now, CancellationToken.None);
        }

        return maker.Fills;

        void Publish(MarketEvent e)
        {
            if (e is Ballast.Domain.MarketData.Events.Trade trade)
            {
                client.Add(trade);
            }
            else if (e is BookChange change)
            {
                var book = books[e.Instrument];
                book.Apply(change);
                client.Books[e.Instrument] = new()
                {
                    Instrument = e.Instrument,
                    State = BookState.Live,
                    Bids = [.. book.Bids.Take(5).Select(l => new BookLevel(l.Key, l.Value))],
                    Asks = [.. book.Asks.Take(5).Select(l => new BookLevel(l.Key, l.Value))],
                    Mid = book.Mid,
                    VenueTime = e.VenueTime,
                    ReceivedAt = e.ReceivedAt,
                    Epoch = 1,
                    Sequence = 1,
                };
            }
        }
    }
}
