using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData;
using CsCheck;
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

    [Fact]
    public void The_book_equals_a_naive_one_after_any_sequence() =>
        Gen.Select(SomeLevels, SomeLevels, Gen.Int[0, 19])
            .Select((bids, asks, kind) => (bids, asks, kind))
            .Array[1, 60]
            .Sample(steps =>
            {
                var book = new OrderBook();
                var naive = new NaiveBook();
                foreach (var (bids, asks, kind) in steps)
                {
                    if (kind == 0)
                    {
                        book.MarkStale();
                        naive.MarkStale();
                        continue;
                    }

                    var change = Change(kind <= 2, bids, asks);
                    Assert.Equal(naive.Apply(change), book.Apply(change));
                    Assert.Equal(naive.State, book.State);
                    Assert.Equal(naive.Bids.Select(l => L(l.Key, l.Value)), book.AllBids());
                    Assert.Equal(naive.Asks.Select(l => L(l.Key, l.Value)), book.AllAsks());
                    Assert.Equal(book.AllBids().Take(3), book.TopBids(3));
                    Assert.Equal(naive.Rebuilt().StateHash(), book.StateHash());
                }
            });

    private static readonly Gen<BookLevel[]> SomeLevels =
        Gen.Select(Gen.Int[1, 120], Gen.Int[-1, 3]).Select((price, amount) => L(price / 4.0, amount)).Array[0, 90];

    /// <summary>The rules as written down, with no care for speed.</summary>
    private sealed class NaiveBook
    {
        private BookState state = BookState.NoSnapshot;

        public SortedDictionary<double, double> Bids { get; } = new(Comparer<double>.Create((a, b) => b.CompareTo(a)));

        public SortedDictionary<double, double> Asks { get; } = [];

        public BookState State =>
            state == BookState.Live && Bids.Count > 0 && Asks.Count > 0 && Bids.First().Key >= Asks.First().Key
                ? BookState.Crossed
                : state;

        public void MarkStale() => state = state == BookState.NoSnapshot ? state : BookState.Stale;

        public bool Apply(BookChange change)
        {
            if (change.IsSnapshot)
            {
                Bids.Clear();
                Asks.Clear();
                state = BookState.Live;
            }

            if (state != BookState.Live)
            {
                return false;
            }

            foreach (var (side, levels) in new[] { (Bids, change.Bids), (Asks, change.Asks) })
            {
                foreach (var level in levels)
                {
                    side.Remove(level.Price);
                    if (level.Amount > 0)
                    {
                        side[level.Price] = level.Amount;
                    }
                }
            }

            return true;
        }

        /// <summary>A book that came to the same levels another way, to compare hashes with.</summary>
        public OrderBook Rebuilt()
        {
            var book = new OrderBook();
            if (state != BookState.NoSnapshot)
            {
                book.Apply(Change(true, [.. Bids.Select(l => L(l.Key, l.Value))], [.. Asks.Select(l => L(l.Key, l.Value))]));
            }

            if (state == BookState.Stale)
            {
                book.MarkStale();
            }

            return book;
        }
    }
}
