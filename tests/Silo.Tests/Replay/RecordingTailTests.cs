using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Replay.Continuing;
using Xunit;

namespace Ballast.Silo.Tests.Replay;

/// <summary>The end of a recording, with which a replay of what follows begins.</summary>
public sealed class RecordingTailTests
{
    private static readonly InstrumentId Busy = new("venue", "BTC-PERP");
    private static readonly InstrumentId Quiet = new("venue", "ETH-PERP");
    private static readonly Instant Start = new(1_723_161_261_000_000);

    [Fact]
    public void What_is_kept_makes_the_same_books_as_the_whole_recording()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var (tail, book, times) = (new RecordingTail(TimeSpan.FromSeconds(20), BookRules.AsSent), new OrderBook(), new List<Instant>());
        for (var i = 0; i < 2_000; i++)
        {
            var change = Change(Busy, i * 100, isSnapshot: i == 0, [new(100 - random.Next(5), random.Next(3))], [new(101 + random.Next(5), random.Next(3))]);
            tail.Add(change);
            book.Apply(change);
            times.Add(change.ReceivedAt);
        }

        var events = tail.ToEvents();

        // One snapshot, then every change of the last 20 s.
        Assert.Equal(202, events.Count);
        Assert.True(((BookChange)events[0]).IsSnapshot);
        Assert.Equal(times[^201..], events.Skip(1).Select(marketEvent => marketEvent.ReceivedAt));
        var again = new OrderBook();
        Assert.All(events.Cast<BookChange>(), change => Assert.True(again.Apply(change)));
        Assert.Equal(book.AllBids(), again.AllBids());
        Assert.Equal(book.AllAsks(), again.AllAsks());
    }

    [Fact]
    public void A_book_is_kept_by_the_rules_of_the_replay()
    {
        var tail = new RecordingTail(RecordingTail.Least, new BookRules { MaxDepth = 2 });
        tail.Add(Change(Busy, 0, isSnapshot: true, [new(10, 1), new(9, 1), new(8, 1)], [new(11, 1), new(12, 1), new(13, 1)]));
        tail.Add(Change(Busy, 1, isSnapshot: false, [new(10, 0)], []));
        tail.Add(Change(Busy, 3_600_000, isSnapshot: false, [], []));

        // The third level was dropped when it came, so it does not return when the first one goes.
        var snapshot = Assert.IsType<BookChange>(tail.ToEvents()[0]);
        Assert.Equal([9.0], snapshot.Bids.Select(level => level.Price));
        Assert.Equal([11.0, 12.0], snapshot.Asks.Select(level => level.Price));
    }

    [Fact]
    public void A_quiet_instrument_keeps_its_book_its_last_trade_and_the_last_ticker_of_each_funding_time_at_their_own_times()
    {
        var tail = new RecordingTail(RecordingTail.Least, BookRules.AsSent);
        MarketEvent[] quiet =
        [
            Ticker(0, Start + TimeSpan.FromMinutes(1), 0.1),
            Change(Quiet, 1, isSnapshot: true, [new(10, 1)], [new(11, 1)]),
            Trade(2),
            Ticker(3, Start + TimeSpan.FromMinutes(1), 0.2),
            Ticker(4, Start + TimeSpan.FromHours(8), 0.3),
        ];
        Array.ForEach(quiet, tail.Add);
        tail.Add(Change(Busy, 3_600_000, isSnapshot: true, [], []));

        Assert.Equal(
            [(typeof(BookChange), 1), (typeof(Trade), 2), (typeof(DerivativeTicker), 3), (typeof(DerivativeTicker), 4), (typeof(BookChange), 3_600_000)],
            tail.ToEvents().Select(marketEvent => (marketEvent.GetType(), (int)(marketEvent.ReceivedAt - Start).TotalMilliseconds)));
    }

    [Fact]
    public void A_book_that_lost_its_connection_is_not_kept()
    {
        var tail = new RecordingTail(RecordingTail.Least, BookRules.AsSent);
        tail.Add(Change(Busy, 0, isSnapshot: true, [new(10, 1)], [new(11, 1)]));
        tail.Add(new Disconnect { Instrument = new("venue", ""), VenueTime = Start, ReceivedAt = Start });
        tail.Add(Trade(3_600_000));

        Assert.IsType<Trade>(Assert.Single(tail.ToEvents()));
    }

    [Fact]
    public void Past_its_size_only_the_last_seconds_are_kept()
    {
        var tail = new RecordingTail(TimeSpan.FromMinutes(5), BookRules.AsSent, maxBytes: 1_000);
        for (var second = 0; second < 300; second++)
        {
            tail.Add(Change(Busy, second * 1_000, isSnapshot: second == 0, [new(100, second + 1)], [new(101, 1)]));
        }

        Assert.Equal(1 + 16, tail.ToEvents().Count);
    }

    private static BookChange Change(InstrumentId instrument, int millis, bool isSnapshot, BookLevel[] bids, BookLevel[] asks) => new()
    {
        Instrument = instrument,
        VenueTime = At(millis),
        ReceivedAt = At(millis),
        IsSnapshot = isSnapshot,
        Bids = bids,
        Asks = asks,
    };

    private static Trade Trade(int millis) =>
        new() { Instrument = Quiet, VenueTime = At(millis), ReceivedAt = At(millis), Price = 10, Amount = 1, Taker = TakerSide.Buy };

    private static DerivativeTicker Ticker(int millis, Instant funding, double rate) =>
        new() { Instrument = Quiet, VenueTime = At(millis), ReceivedAt = At(millis), FundingTime = funding, FundingRate = rate };

    private static Instant At(int millis) => Start + TimeSpan.FromMilliseconds(millis);
}
