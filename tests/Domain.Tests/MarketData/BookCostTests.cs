using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Xunit;

namespace Ballast.Domain.Tests.MarketData;

/// <summary>What a book may take of memory.</summary>
public sealed class BookCostTests
{
    private const int QuietLevels = 200;
    private const int QuietBytes = 64 * 1024;
    private const int BytesPerFurtherLevel = 40;

    [Theory]
    [InlineData(QuietLevels)]
    [InlineData(5_000)]
    [InlineData(8_193)]
    public void A_quiet_book_keeps_to_its_budget(int levels)
    {
        var (bids, asks) = (Levels(levels, -1), Levels(levels, 1));
        Book(bids, asks);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var book = Book(bids, asks);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.False(book.IsIndexed);
        var budget = QuietBytes + (2L * (levels - QuietLevels) * BytesPerFurtherLevel);
        Assert.True(taken <= budget, $"{taken} bytes for {levels} levels a side, more than {budget}");
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(2_000, true)]
    public void Applying_changes_and_reading_the_best_levels_allocates_nothing(int levels, bool isIndexed)
    {
        var book = Book(Levels(levels, -1), Levels(levels, 1));
        var changes = Enumerable.Range(0, 40).Select(i => Levels(50, -1).Select(level => level with { Amount = i % 3 == 0 ? 0 : i + 1 }).ToArray()).ToArray();
        var (bids, asks) = (new BookLevel[25], new BookLevel[25]);
        Pass();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var sum = Pass();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(isIndexed, book.IsIndexed);
        Assert.True(sum > 0);

        double Pass()
        {
            var sum = 0.0;
            for (var i = 0; i < 200; i++)
            {
                book.Apply(isSnapshot: false, changes[i % changes.Length], []);
                sum += (book.BestBid?.Price ?? 0) + (book.Mid ?? 0) + book.CopyTop(bids, asks).Bids;
            }

            return sum;
        }
    }

    [Fact]
    public void A_busy_book_is_kept_by_tick_until_it_rests_and_is_the_same_book_then()
    {
        var book = Book(Levels(1_000, -1), Levels(1_000, 1));
        for (var i = 0; i < 100; i++)
        {
            book.Apply(isSnapshot: false, Levels(30, -1), Levels(30, 1));
        }

        var hash = book.StateHash();
        Assert.True(book.IsIndexed);
        book.Rest();

        Assert.False(book.IsIndexed);
        Assert.Equal(hash, book.StateHash());
    }

    [Fact]
    public void A_book_that_changes_slowly_takes_the_quiet_form_by_itself()
    {
        var book = Book(Levels(1_000, -1), Levels(1_000, 1));
        for (var second = 0; second < 60; second++)
        {
            // 60 levels every 10 ms for half a minute, then one a second.
            for (var i = 0; i < (second < 30 ? 100 : 1); i++)
            {
                book.Apply(Change(second + (i / 100.0), Levels(second < 30 ? 60 : 1, -1)));
            }

            Assert.True(second switch { < 30 => book.IsIndexed, >= 40 => !book.IsIndexed, _ => true }, $"second {second}");
        }
    }

    private static BookChange Change(double second, BookLevel[] bids) => new()
    {
        Instrument = new("venue", "X"),
        VenueTime = default,
        ReceivedAt = new((long)(1e15 + (second * Instant.PerSecond))),
        IsSnapshot = false,
        Bids = bids,
        Asks = [],
    };

    private static OrderBook Book(BookLevel[] bids, BookLevel[] asks)
    {
        var book = new OrderBook();
        book.Apply(isSnapshot: true, bids, asks);
        return book;
    }

    /// <summary>Levels at every third tick of 0.1 from 60,000 outwards, best first.</summary>
    private static BookLevel[] Levels(int count, int direction) =>
        [.. Enumerable.Range(1, count).Select(i => new BookLevel((600_000 + (direction * 3 * i)) / 10.0, i))];
}
