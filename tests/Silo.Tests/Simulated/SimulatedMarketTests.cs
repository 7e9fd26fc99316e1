using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds.Simulated;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Xunit;

namespace Ballast.Silo.Tests.Simulated;

public sealed class SimulatedMarketTests
{
    private static readonly Instant Start = Instant.From(new DateTimeOffset(2025, 3, 1, 7, 59, 30, TimeSpan.Zero));

    [Fact]
    public void Equal_seeds_give_equal_events_however_the_time_is_cut()
    {
        var whole = new SimulatedMarket(SimulatedMarketState.Start(7, Start));
        var cut = new SimulatedMarket(SimulatedMarketState.Start(7, Start));
        var pieces = new List<MarketEvent>();
        for (var ms = 0; ms <= 20_000; ms += 37)
        {
            pieces.AddRange(cut.Advance(Start + TimeSpan.FromMilliseconds(ms)));
        }

        pieces.AddRange(cut.Advance(Start + TimeSpan.FromSeconds(20)));

        Assert.Equal(HashOf(whole.Advance(Start + TimeSpan.FromSeconds(20))), HashOf(pieces));
    }

    [Fact]
    public void Another_seed_gives_other_events() =>
        Assert.NotEqual(HashOf(Run(7, 5)), HashOf(Run(8, 5)));

    [Fact]
    public void Every_instrument_opens_with_a_snapshot_and_trades()
    {
        var byInstrument = Run(1, 30).ToLookup(e => e.Instrument);

        Assert.Equal(
            ["sim-delivery/BTCUSD_PERP", "sim-futures/BTCUSDT", "sim-spot/BTCUSDT", "sim-spot/ETHUSDT"],
            byInstrument.Select(g => g.Key.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(SimulatedInstruments.All.Select(t => t.Id), byInstrument.Select(g => g.Key).Order());
        Assert.All(SimulatedInstruments.All, terms => Assert.Null(terms.Fault()));
        foreach (var events in byInstrument)
        {
            Assert.True(Assert.IsType<BookChange>(events.First()).IsSnapshot);
            Assert.Single(events.OfType<BookChange>(), change => change.IsSnapshot);
            Assert.InRange(events.OfType<BookChange>().Count(), 500, 650);
            Assert.InRange(events.OfType<Trade>().Count(), 60, 360);
        }
    }

    [Fact]
    public void Books_hold_25_levels_a_side_and_never_cross()
    {
        var books = SimulatedInstruments.All.ToDictionary(t => t.Id, _ => new NaiveBook());
        foreach (var change in Run(3, 120).OfType<BookChange>())
        {
            var book = books[change.Instrument];
            book.Apply(change);
            Assert.True(book.HasSnapshot);
            Assert.Equal((25, 25), (book.Bids.Count, book.Asks.Count));
            Assert.True(book.Bids.First().Key < book.Asks.First().Key, $"{change.Instrument} crossed at {change.VenueTime}");
        }
    }

    [Fact]
    public void Trades_take_from_the_book_as_it_was_published()
    {
        var books = SimulatedInstruments.All.ToDictionary(t => t.Id, _ => new NaiveBook());
        foreach (var e in Run(4, 60))
        {
            if (e is BookChange change)
            {
                books[e.Instrument].Apply(change);
            }
            else if (e is Trade trade)
            {
                var side = trade.Taker == TakerSide.Buy ? books[e.Instrument].Asks : books[e.Instrument].Bids;
                Assert.InRange(trade.Amount, double.Epsilon, side[trade.Price]);
            }
        }
    }

    [Fact]
    public void Arrival_never_steps_back_and_follows_each_venue_time_by_milliseconds()
    {
        var events = Run(5, 60);
        Assert.Equal(events.Select(e => e.ReceivedAt).Order(), events.Select(e => e.ReceivedAt));
        foreach (var own in events.GroupBy(e => e.Instrument))
        {
            Assert.Equal(own.Select(e => e.VenueTime).Order(), own.Select(e => e.VenueTime));
        }

        Assert.All(events, e => Assert.InRange((e.ReceivedAt - e.VenueTime).TotalMilliseconds, 0, 15));
        Assert.True(events[^1].ReceivedAt <= Start + TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Prices_and_amounts_print_as_whole_ticks_and_lots()
    {
        var terms = SimulatedInstruments.All.ToDictionary(t => t.Id);
        foreach (var trade in Run(6, 60).OfType<Trade>())
        {
            AssertOnGrid(trade.Price, terms[trade.Instrument].TickSize!.Value);
            AssertOnGrid(trade.Amount, terms[trade.Instrument].LotSize!.Value);
        }

        foreach (var change in Run(6, 10).OfType<BookChange>())
        {
            foreach (var level in change.Bids.Concat(change.Asks))
            {
                AssertOnGrid(level.Price, terms[change.Instrument].TickSize!.Value);
                AssertOnGrid(level.Amount, terms[change.Instrument].LotSize!.Value);
            }
        }
    }

    [Fact]
    public void Derivatives_say_mark_index_and_next_funding_every_second()
    {
        var tickers = Run(9, 60).OfType<DerivativeTicker>().ToLookup(t => t.Instrument.ToString());
        Assert.Equal(2, tickers.Count);
        foreach (var ticker in tickers["sim-futures/BTCUSDT"])
        {
            Assert.InRange(ticker.MarkPrice!.Value / ticker.IndexPrice!.Value, 0.999, 1.001);
            Assert.InRange(ticker.FundingRate!.Value, -0.001, 0.001);
        }

        // The run starts 30 seconds before 08:00, so one boundary is passed.
        Assert.Equal(
            ["2025-03-01T08:00:00.000000Z", "2025-03-01T16:00:00.000000Z"],
            tickers["sim-futures/BTCUSDT"].Select(t => t.FundingTime!.Value.ToString()).Distinct());
        Assert.InRange(tickers["sim-delivery/BTCUSD_PERP"].Count(), 58, 60);
    }

    [Fact]
    public void Btc_and_eth_returns_are_correlated_as_stated()
    {
        // 1,200 returns of one second: the standard error of r at 0.7 is (1 − r²)/√n = 0.015.
        var market = new SimulatedMarket(SimulatedMarketState.Start(11, Start));
        var (btc, eth) = (new List<double>(), new List<double>());
        var before = market.Capture();
        for (var second = 1; second <= 1_200; second++)
        {
            market.Advance(Start + TimeSpan.FromSeconds(second));
            var now = market.Capture();
            btc.Add(Math.Log(now.Btc / before.Btc));
            eth.Add(Math.Log(now.Eth / before.Eth));
            before = now;
        }

        Assert.InRange(CorrelationOf(btc, eth), 0.6, 0.8);
    }

    [Fact]
    public void A_resumed_market_continues_its_prices_under_new_trade_ids()
    {
        var first = new SimulatedMarket(SimulatedMarketState.Start(12, Start));
        var before = first.Advance(Start + TimeSpan.FromSeconds(20));
        var stored = first.Capture();
        var later = Start + TimeSpan.FromHours(1);

        var resumed = stored.Resume(later);
        var second = new SimulatedMarket(resumed);
        var after = second.Advance(later + TimeSpan.FromSeconds(20));

        Assert.Equal((2, stored.Btc, stored.Eth, later), (resumed.Run, resumed.Btc, resumed.Eth, resumed.Time));
        var spot = InstrumentId.Parse("sim-spot/BTCUSDT");
        var opening = after.OfType<BookChange>().First(c => c.Instrument == spot);
        Assert.InRange((opening.Bids[0].Price + opening.Asks[0].Price) / 2 / stored.Btc, 0.9998, 1.0002);
        var ids = before.Concat(after).OfType<Trade>().Select(t => t.TradeId!).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Contains(ids, id => id.StartsWith("r1-", StringComparison.Ordinal));
        Assert.Contains(ids, id => id.StartsWith("r2-", StringComparison.Ordinal));
    }

    [Fact]
    public void Time_does_not_step_back_when_the_clock_did()
    {
        var state = SimulatedMarketState.Start(13, Start).Resume(Start - TimeSpan.FromHours(1));
        Assert.Equal(Start, state.Time);
        Assert.Empty(new SimulatedMarket(state).Advance(Start - TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Snapshots_on_demand_replace_the_opening_ones()
    {
        var market = new SimulatedMarket(SimulatedMarketState.Start(14, Start));
        var opening = market.Snapshots();
        Assert.Equal(4, opening.Count);
        Assert.DoesNotContain(market.Advance(Start + TimeSpan.FromSeconds(5)).OfType<BookChange>(), c => c.IsSnapshot);
    }

    [Fact]
    public void State_survives_serialization()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var market = new SimulatedMarket(SimulatedMarketState.Start(15, Start));
        market.Advance(Start + TimeSpan.FromSeconds(5));
        var state = market.Capture();

        Assert.Equal(state, serializer.Deserialize<SimulatedMarketState>(serializer.SerializeToArray(state)));
    }

    private static IReadOnlyList<MarketEvent> Run(ulong seed, int seconds) =>
        new SimulatedMarket(SimulatedMarketState.Start(seed, Start)).Advance(Start + TimeSpan.FromSeconds(seconds));

    private static void AssertOnGrid(double value, decimal step)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        Assert.Equal(0m, decimal.Parse(text, CultureInfo.InvariantCulture) % step);
    }

    private static double CorrelationOf(List<double> x, List<double> y)
    {
        var (mx, my) = (x.Average(), y.Average());
        var xy = x.Zip(y, (a, b) => (a - mx) * (b - my)).Sum();
        return xy / Math.Sqrt(x.Sum(a => (a - mx) * (a - mx)) * y.Sum(b => (b - my) * (b - my)));
    }

    private static string HashOf(IEnumerable<MarketEvent> events)
    {
        var text = new StringBuilder();
        foreach (var e in events)
        {
            text.Append(CultureInfo.InvariantCulture, $"{e}\n");
            if (e is BookChange change)
            {
                text.AppendJoin(';', change.Bids.Concat(change.Asks)).Append('\n');
            }
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
