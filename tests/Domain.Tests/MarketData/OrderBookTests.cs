using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Xunit;

namespace Ballast.Domain.Tests.MarketData;

public sealed class OrderBookTests
{
    private static readonly InstrumentId Some = new("binance", "BTCUSDT");

    private static BookLevel L(double price, double amount) => new(price, amount);

    private static BookChange Change(bool snapshot, BookLevel[] bids, BookLevel[] asks) => new()
    {
        Instrument = Some, VenueTime = default, ReceivedAt = default, IsSnapshot = snapshot, Bids = bids, Asks = asks,
    };

    private static OrderBook SomeBook()
    {
        var book = new OrderBook();
        book.Apply(Change(true, [L(100, 1), L(99, 2)], [L(101, 3), L(102, 4)]));
        return book;
    }

    [Fact]
    public void A_book_ignores_changes_until_its_first_snapshot()
    {
        var book = new OrderBook();
        book.MarkStale();
        Assert.False(book.Apply(Change(false, [L(100, 1)], [])));
        Assert.Equal((BookState.NoSnapshot, 0, (double?)null), (book.State, book.BidCount, book.Mid));
    }

    [Fact]
    public void A_snapshot_replaces_both_sides_and_leaves_out_empty_levels()
    {
        var book = SomeBook();
        Assert.True(book.Apply(Change(true, [L(98, 1), L(97, 0)], [])));
        Assert.Equal([L(98, 1)], book.AllBids());
        Assert.Empty(book.AllAsks());
        Assert.Equal((BookState.Live, null), (book.State, book.Mid));
    }

    [Fact]
    public void A_snapshot_in_any_order_is_sorted_and_a_repeated_price_is_applied_in_order()
    {
        var book = new OrderBook();
        book.Apply(Change(true, [L(99, 2), L(100, 1), L(99, 5), L(100, 0)], [L(102, 4), L(101, 3)]));
        Assert.Equal([L(99, 5)], book.AllBids());
        Assert.Equal([L(101, 3), L(102, 4)], book.AllAsks());
    }

    [Fact]
    public void A_change_upserts_removes_and_ignores_what_is_not_there()
    {
        var book = SomeBook();
        Assert.True(book.Apply(Change(false, [L(100, 0), L(98.5, 7), L(50, 0)], [L(101, 9)])));
        Assert.Equal([L(99, 2), L(98.5, 7)], book.AllBids());
        Assert.Equal([L(101, 9)], book.TopAsks(1));
        Assert.Equal(100, book.Mid);
    }

    [Fact]
    public void Amounts_and_prices_that_are_not_numbers_are_never_stored()
    {
        var book = SomeBook();
        book.Apply(Change(false, [L(98, double.NaN), L(97, -1), L(double.NaN, 1), L(double.PositiveInfinity, 1)], [L(101, double.NaN)]));
        Assert.Equal((2, 1), (book.BidCount, book.AskCount));
        Assert.Equal(L(102, 4), book.BestAsk);
    }

    [Fact]
    public void A_locked_book_is_crossed_and_has_no_mid_until_it_opens_again()
    {
        var book = SomeBook();
        book.Apply(Change(false, [L(101, 1)], []));
        Assert.Equal((BookState.Crossed, null), (book.State, book.Mid));
        book.Apply(Change(false, [], [L(101, 0)]));
        Assert.Equal((BookState.Live, 101.5), (book.State, book.Mid));
    }

    [Fact]
    public void A_stale_book_keeps_its_levels_and_takes_only_a_snapshot()
    {
        var book = SomeBook();
        var live = book.StateHash();
        book.MarkStale();
        Assert.False(book.Apply(Change(false, [L(100, 0)], [])));
        Assert.Equal((BookState.Stale, 2, null), (book.State, book.BidCount, book.Mid));
        Assert.NotEqual(live, book.StateHash());
        Assert.True(book.Apply(Change(true, [L(100, 1), L(99, 2)], [L(101, 3), L(102, 4)])));
        Assert.Equal(live, book.StateHash());
    }
}
