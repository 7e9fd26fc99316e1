using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Xunit;

namespace Ballast.Domain.Tests.MarketData;

public sealed class BookRulesTests
{
    private static readonly BookRules Uncrossing = new() { Uncross = true };

    private static BookLevel L(double price, double amount = 1) => new(price, amount);

    [Fact]
    public void The_bid_just_written_stays_and_the_asks_that_it_crosses_go()
    {
        var book = Book(Uncrossing, [L(99)], [L(100), L(101), L(102)]);

        book.Apply(isSnapshot: false, [L(101)], []);

        Assert.Equal((L(101), L(102), 2L), (book.BestBid, book.BestAsk, book.Uncrossed));
        Assert.Equal(BookState.Live, book.State);
    }

    [Fact]
    public void The_ask_just_written_stays_and_the_bids_that_it_crosses_go()
    {
        var book = Book(Uncrossing, [L(99), L(98), L(97)], [L(100)]);

        book.Apply(isSnapshot: false, [], [L(98)]);

        Assert.Equal((L(97), L(98), 2L), (book.BestBid, book.BestAsk, book.Uncrossed));
    }

    [Fact]
    public void Where_both_were_written_the_bid_goes_and_a_snapshot_writes_both()
    {
        var book = Book(Uncrossing, [L(100), L(99)], [L(100)]);

        Assert.Equal((L(99), L(100), TopOfBook.Normal), (book.BestBid, book.BestAsk, book.Top));
    }

    [Fact]
    public void Without_the_rule_crossed_and_locked_books_stay_so_and_are_told_apart()
    {
        Assert.Equal((TopOfBook.Locked, BookState.Crossed, null), Of(Book(BookRules.AsSent, [L(100)], [L(100)])));
        Assert.Equal((TopOfBook.Crossed, BookState.Crossed, null), Of(Book(BookRules.AsSent, [L(101)], [L(100)])));
        Assert.Equal((TopOfBook.Normal, BookState.Live, 100.5), Of(Book(BookRules.AsSent, [L(100)], [L(101)])));
        Assert.Equal((TopOfBook.OneSided, BookState.Live, null), Of(Book(BookRules.AsSent, [L(100)], [])));
        Assert.Equal((TopOfBook.Empty, BookState.Live, null), Of(Book(BookRules.AsSent, [], [])));

        static (TopOfBook, BookState, double?) Of(OrderBook book) => (book.Top, book.State, book.Mid);
    }

    [Fact]
    public void Past_the_depth_the_worst_levels_are_forgotten_and_do_not_come_back()
    {
        var book = Book(new() { MaxDepth = 2 }, [L(99), L(98), L(97)], [L(101)]);
        Assert.Equal([L(99), L(98)], book.AllBids());

        book.Apply(isSnapshot: false, [L(98, 0)], []);

        Assert.Equal([L(99)], book.AllBids());
        Assert.Equal(1, book.Forgotten);
    }

    [Fact]
    public void A_depth_that_is_not_positive_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new OrderBook(new() { MaxDepth = 0 }));

    [Fact]
    public void A_silent_book_is_stale_until_the_next_change_which_it_applies()
    {
        var book = Book(BookRules.AsSent, [L(99)], [L(101)]);
        book.MarkSilent();
        Assert.Equal((BookState.Stale, null), (book.State, book.Mid));

        Assert.True(book.Apply(isSnapshot: false, [L(100)], []));

        Assert.Equal((BookState.Live, 100.5), (book.State, book.Mid));
    }

    [Fact]
    public void A_silent_book_that_misses_something_takes_only_a_snapshot()
    {
        var book = Book(BookRules.AsSent, [L(99)], [L(101)]);
        book.MarkSilent();
        book.MarkStale();

        Assert.False(book.Apply(isSnapshot: false, [L(100)], []));
        Assert.Equal(BookState.Stale, book.State);
    }

    private static OrderBook Book(BookRules rules, BookLevel[] bids, BookLevel[] asks)
    {
        var book = new OrderBook(rules);
        book.Apply(isSnapshot: true, bids, asks);
        return book;
    }
}
