using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.OrderBooks.Intake;

namespace Ballast.Cluster.Tests.Books;

public class TradeLogTests(BallastCluster cluster)
{
    private static readonly InstrumentId Instrument = new("venue", "X");

    private readonly TradeLog _log = new(epoch: 7, capacity: 32);

    [Fact]
    public void Trades_come_oldest_first_and_the_cursor_goes_on_after_them()
    {
        Add("a", "b", "c");

        var first = _log.Read(default, 2);
        var second = _log.Read(first.Next, 2);

        Assert.Equal("a b", Ids(first));
        Assert.Equal("c", Ids(second));
        Assert.Equal((false, false), (first.Gap, second.Gap));
        Assert.Equal(new TradeCursor(7, 3), second.Next);
    }

    [Fact]
    public void A_gap_mark_ends_a_page_and_the_next_one_says_so_once()
    {
        Add("a");
        _log.MarkGap();
        _log.MarkGap();
        Add("b", "c");

        var before = _log.Read(new(7, 0), 10);
        var after = _log.Read(before.Next, 1);
        var last = _log.Read(after.Next, 10);

        Assert.Equal(("a", false), (Ids(before), before.Gap));
        Assert.Equal(("b", true), (Ids(after), after.Gap));
        Assert.Equal(("c", false), (Ids(last), last.Gap));
    }

    [Fact]
    public void A_gap_without_trades_after_it_is_told_at_once()
    {
        Add("a");
        _log.MarkGap();

        var page = _log.Read(new(7, 1), 10);

        Assert.Equal((0, true), (page.Trades.Length, page.Gap));
        Assert.False(_log.Read(page.Next, 10).Gap);
    }

    [Fact]
    public void A_cursor_of_an_older_activation_starts_anew_with_a_gap()
    {
        Add("a", "b");

        var page = _log.Read(new(6, 1), 10);

        Assert.Equal(("a b", true), (Ids(page), page.Gap));
        Assert.False(_log.Read(page.Next, 10).Gap);
    }

    [Fact]
    public void A_cursor_that_fell_out_of_the_window_gets_what_is_kept_with_a_gap()
    {
        Add([.. Enumerable.Range(0, 40).Select(i => $"t{i}")]);

        var page = _log.Read(new(7, 3), 100);

        Assert.Equal(string.Join(' ', Enumerable.Range(8, 32).Select(i => $"t{i}")), Ids(page));
        Assert.True(page.Gap);
        Assert.False(_log.Read(new(7, 8), 100).Gap);
    }

    [Fact]
    public async Task A_book_activated_anew_tells_its_reader_of_the_gap()
    {
        var instrument = cluster.SomePerpetual();
        var book = cluster.Book(instrument);
        await cluster.PublishMarket(Some.Batch("direct/0", 1, 1, instrument, Some.Snapshot(instrument, 99, 101), Some.Trade(instrument, "a")));
        await book.Until(view => view.Sequence == 1, "sequence 1");
        var before = await book.ReadTrades(default, 10);
        await cluster.Deactivate(book);
        await cluster.PublishMarket(Some.Batch("direct/0", 1, 2, instrument, Some.Trade(instrument, "b")));
        await book.Until(view => view.Sequence == 2, "sequence 2");

        var after = await book.ReadTrades(before.Next, 10);

        Assert.Equal(("a", false), (Ids(before), before.Gap));
        Assert.Equal(("b", true), (Ids(after), after.Gap));
    }

    [Fact]
    public async Task A_lost_batch_is_a_gap_between_trades()
    {
        var instrument = cluster.SomePerpetual();
        var book = cluster.Book(instrument);
        await cluster.PublishMarket(Some.Batch("direct/0", 1, 1, instrument, Some.Trade(instrument, "a")));
        await cluster.PublishMarket(Some.Batch("direct/0", 1, 3, instrument, Some.Trade(instrument, "c")));
        await book.Until(view => view.Sequence == 3, "sequence 3");

        var first = await book.ReadTrades(default, 10);
        var second = await book.ReadTrades(first.Next, 10);

        Assert.Equal(("a", false), (Ids(first), first.Gap));
        Assert.Equal(("c", true), (Ids(second), second.Gap));
    }

    private void Add(params string[] ids)
    {
        foreach (var id in ids)
        {
            _log.Add(Some.Trade(Instrument, id));
        }
    }

    private static string Ids(TradePage page) => string.Join(' ', page.Trades.Select(trade => trade.TradeId));
}
