using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Feeds.Tardis.Live;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Ballast.Silo.Tests.Live;

public sealed class StaleBooksTests
{
    private static readonly InstrumentId First = new("binance-futures", "BTCUSDT");
    private static readonly InstrumentId Second = First with { Symbol = "ETHUSDT" };
    private static readonly InstrumentId Elsewhere = new("deribit", "BTC-PERPETUAL");

    private readonly FakeTimeProvider _time = new();
    private readonly StaleBooks _books;

    public StaleBooksTests()
    {
        _books = new(TimeSpan.FromMinutes(1), _time);
        Take(Snapshot(First), Snapshot(Second), Snapshot(Elsewhere));
    }

    [Fact]
    public void A_stale_book_whose_exchange_sends_data_for_the_limit_asks_for_a_new_connection()
    {
        Take(Lost(First), Lost(Second));

        Assert.Null(Sending(First, seconds: 59));
        Assert.Equal(
            "binance-futures sends data, but no snapshot of binance-futures/BTCUSDT, binance-futures/ETHUSDT, stale for 00:01:00", Sending(First, seconds: 1));
    }

    [Fact]
    public void Data_of_another_exchange_and_time_without_data_do_not_count()
    {
        Take(Lost(First));

        Assert.Null(Sending(Elsewhere, seconds: 100));
        Assert.Null(Sending(First, seconds: 50));
        Take(Lost(First));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Null(Sending(First, seconds: 9));
        Assert.NotNull(Sending(First, seconds: 1));
    }

    [Fact]
    public void Each_snapshot_that_comes_gives_the_others_the_whole_time_again()
    {
        Take(Lost(First), Lost(Second));
        Assert.Null(Sending(First, seconds: 55));

        Take(Snapshot(Second));

        Assert.Null(Sending(First, seconds: 59));
        Take(Snapshot(First));
        Assert.Null(Sending(First, seconds: 600));
    }

    [Fact]
    public void A_book_that_a_new_connection_does_not_bring_back_is_asked_for_less_and_less_often()
    {
        Take(Lost(First));
        foreach (var seconds in (int[])[60, 120, 240])
        {
            Assert.Null(Sending(Second, seconds - 1));
            Assert.NotNull(Sending(Second, seconds: 1));
            _books.LoseAll();
            Take(Snapshot(Second));
            Take(Trade(Second));
        }

        Take(Snapshot(First), Lost(First));
        Take(Trade(Second));
        Assert.NotNull(Sending(Second, seconds: 60));
    }

    [Fact]
    public void A_symbol_that_no_connection_brings_back_does_not_lengthen_the_wait_of_the_others()
    {
        Take(Lost(First));
        foreach (var seconds in (int[])[60, 120, 240, 480])
        {
            Assert.NotNull(Sending(Second, seconds));
            _books.LoseAll();
            Take(Snapshot(Second), Trade(Second));
        }

        Take(Lost(Second));

        Assert.Null(Sending(First, seconds: 59));
        Assert.Equal("binance-futures sends data, but no snapshot of binance-futures/ETHUSDT, stale for 00:01:00", Sending(First, seconds: 1));
    }

    [Fact]
    public void A_book_that_goes_and_comes_does_not_keep_another_stale()
    {
        Take(Lost(First));
        string? said = null;
        for (var i = 0; i < 4 && said is null; i++)
        {
            Take(Lost(Second));
            said = Sending(Elsewhere with { Exchange = Second.Exchange }, seconds: 30);
            Take(Snapshot(Second));
        }

        Assert.Equal("binance-futures sends data, but no snapshot of binance-futures/BTCUSDT, stale for 00:01:00", said);
    }

    /// <summary>Has an exchange send data each second; returns what the last says.</summary>
    private string? Sending(InstrumentId instrument, int seconds)
    {
        var said = _books.Take(Trade(instrument));
        for (var second = 0; second < seconds; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            said = _books.Take(Trade(instrument));
        }

        return said;
    }

    private void Take(params MarketEvent[] events) => Assert.All(events, next => Assert.Null(_books.Take(next)));

    private static BookChange Snapshot(InstrumentId id) =>
        new() { Instrument = id, VenueTime = new(1), ReceivedAt = new(1), IsSnapshot = true, Bids = [new(99, 1)], Asks = [new(101, 1)] };

    private static Disconnect Lost(InstrumentId id) => new() { Instrument = id, VenueTime = new(1), ReceivedAt = new(1) };

    private static Trade Trade(InstrumentId id) =>
        new() { Instrument = id, VenueTime = new(1), ReceivedAt = new(1), Price = 100, Amount = 1, Taker = TakerSide.Buy };
}
