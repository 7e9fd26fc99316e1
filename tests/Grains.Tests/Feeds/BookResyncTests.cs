using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Feeds;
using Ballast.Grains.Feeds.Publishing;
using Microsoft.Extensions.Time.Testing;

namespace Ballast.Grains.Tests.Feeds;

/// <summary>What happens when a silo with many books dies: every one of them asks its feed for a snapshot at once.</summary>
public sealed class BookResyncTests
{
    private const int Books = 100;
    private const int Levels = 20_000;
    private const long BytesOfBook = Levels * 16L;

    private static readonly TimeSpan Flushes = TimeSpan.FromMilliseconds(50);

    private readonly FakeTimeProvider _time = new(new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
    private readonly FeedInstruments _instruments;
    private readonly ResyncBudget _budget;
    private readonly BookResync _resync;
    private readonly List<FeedInstrument> _books = [];

    public BookResyncTests()
    {
        _instruments = new(Backpressure.Fold, _time);
        _budget = new(_time);
        _resync = Resync("storm/0");
        BookLevel[] bids = [.. Enumerable.Range(1, Levels / 2).Select(i => new BookLevel(i, 1))];
        BookLevel[] asks = [.. Enumerable.Range(1, Levels / 2).Select(i => new BookLevel(Levels + i, 1))];
        for (var i = 0; i < Books; i++)
        {
            _books.Add(_instruments.Add(Some.Snapshot(new("venue", $"S{i}"), 1, 2) with { Bids = bids, Asks = asks }, out _));
        }

        foreach (var book in _instruments.TakeDirty())
        {
            _resync.ToBook(book, Acknowledgement.InGroups);
            book.Acknowledge(book.MarketSequence, _time.GetTimestamp());
        }
    }

    [Fact]
    public void Snapshots_for_many_books_leave_at_a_bounded_rate_in_the_order_asked()
    {
        AllAsk();
        var (sent, first) = (new List<FeedInstrument>(), Flush());
        Assert.InRange(first.Count * BytesOfBook, ResyncBudget.Burst, ResyncBudget.Burst + BytesOfBook);
        for (var flushed = first; sent.Count < Books; flushed = Flush())
        {
            sent.AddRange(flushed);
            Assert.InRange(flushed.Count * BytesOfBook, 0, ResyncBudget.Burst + BytesOfBook);
            flushed.ForEach(Acknowledge);
            _time.Advance(Flushes);
        }

        Assert.Equal(_books, sent);
        var least = TimeSpan.FromSeconds(((Books * BytesOfBook) - ResyncBudget.Burst - BytesOfBook) / (double)ResyncBudget.BytesPerSecond);
        var took = _time.GetUtcNow() - _time.Start;
        Assert.InRange(took, least, least + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Books_that_do_not_answer_hold_back_the_others_for_a_while_only()
    {
        AllAsk();
        var unanswered = new List<FeedInstrument>();
        for (var i = 0; i < 20; i++)
        {
            unanswered.AddRange(Flush());
            _time.Advance(Flushes);
        }

        Assert.InRange(unanswered.Count * BytesOfBook, ResyncBudget.MaxInFlight, ResyncBudget.MaxInFlight + BytesOfBook);
        Assert.Empty(Flush());

        Acknowledge(unanswered[0]);
        Assert.Single(Flush());

        _time.Advance(ResyncBudget.InFlightFor);
        Assert.NotEmpty(Flush());
    }

    [Fact]
    public void A_book_larger_than_the_whole_budget_gets_its_snapshot()
    {
        var budget = new ResyncBudget(_time);

        Assert.True(budget.TryTake("storm/0", new("venue", "huge"), 1, 10 * ResyncBudget.Burst));
        Assert.False(budget.TryTake("storm/0", new("venue", "next"), 1, 1));

        budget.Settle("storm/0", new("venue", "huge"), 1);
        _time.Advance(TimeSpan.FromSeconds(10 * ResyncBudget.Burst / (double)ResyncBudget.BytesPerSecond));
        Assert.True(budget.TryTake("storm/0", new("venue", "next"), 1, 1));
    }

    [Fact]
    public void A_book_that_asks_again_and_again_gets_an_eighth_of_the_rate_and_the_others_get_theirs()
    {
        var (flapping, others, mine) = (_books[0], new List<FeedInstrument>(), 0);
        foreach (var book in _books[1..])
        {
            book.RequestSnapshot();
            _instruments.MarkDirty(book);
        }

        var began = _time.GetUtcNow();
        while (others.Count < Books - 1)
        {
            // First in the queue each time.
            flapping.RequestSnapshot();
            foreach (var sent in Flush([flapping]))
            {
                mine += sent == flapping ? 1 : 0;
                others.AddRange(sent == flapping ? [] : [sent]);
                Acknowledge(sent);
            }

            _time.Advance(Flushes);
        }

        Assert.InRange(mine * BytesOfBook, BytesOfBook, ((_time.GetUtcNow() - began).TotalSeconds * ResyncBudget.BytesPerSecondOfBook) + BytesOfBook);
    }

    [Fact]
    public void The_feeds_of_a_silo_share_one_limit()
    {
        var other = Resync("storm/1");
        AllAsk();
        Assert.NotEmpty(Flush());
        Assert.Empty(Flush());
        var instruments = new FeedInstruments(Backpressure.Fold, _time);
        var book = instruments.Add(Some.Snapshot(new("venue", "elsewhere"), 1, 2), out _);
        other.ToBook(book, Acknowledgement.InGroups);
        book.RequestSnapshot();

        Assert.Empty(other.ToBook(book, Acknowledgement.InGroups));

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(Assert.Single(other.ToBook(book, Acknowledgement.InGroups)).IsResync);
    }

    [Fact]
    public void Changes_of_a_book_that_waits_for_its_snapshot_go_on_and_the_snapshot_has_them()
    {
        AllAsk();
        Flush();
        var waiting = _books[^1];
        _instruments.Add(Some.Bid(waiting.Instrument, 0.5, 7), out _);

        var batches = _instruments.TakeDirty().Where(book => book == waiting).SelectMany(book => _resync.ToBook(book, Acknowledgement.InGroups)).ToArray();

        Assert.False(Assert.Single(batches).IsResync);
        Assert.True(waiting.AwaitsSnapshot);
        Assert.Equal(new BookLevel(0.5, 7), waiting.Snapshot()!.Bids[^1]);
    }

    private void AllAsk()
    {
        foreach (var book in _books)
        {
            Assert.True(book.RequestSnapshot());
            _instruments.MarkDirty(book);
        }
    }

    private BookResync Resync(string feed) => new(Backpressure.Fold, new(feed, 1, new MarketClock(_time)), _budget, _time);

    /// <summary>One flush, as the publisher makes it; returns the books that were sent their snapshot.</summary>
    /// <param name="before">Books that come before the others.</param>
    private List<FeedInstrument> Flush(params FeedInstrument[] before)
    {
        var sent = new List<FeedInstrument>();
        foreach (var book in before.Concat(_instruments.TakeDirty()).Distinct())
        {
            var batches = _resync.ToBook(book, Acknowledgement.InGroups);
            if (batches.Any(batch => batch is { IsResync: true, Events: [BookChange { IsSnapshot: true }] }))
            {
                sent.Add(book);
            }

            if (book.AwaitsSnapshot)
            {
                _instruments.MarkDirty(book);
            }
        }

        return sent;
    }

    private void Acknowledge(FeedInstrument book)
    {
        book.Acknowledge(book.MarketSequence, _time.GetTimestamp());
        _resync.Settle(book.Instrument, book.MarketSequence);
    }
}
