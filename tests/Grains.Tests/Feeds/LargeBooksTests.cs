using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Feeds.Publishing;
using CsCheck;

namespace Ballast.Grains.Tests.Feeds;

public sealed class LargeBooksTests
{
    private static readonly Gen<BookLevel[]> Levels =
        Gen.Select(Gen.Int[1, 60], Gen.Int[0, 3]).Select((price, amount) => new BookLevel(price, amount)).Array[0, 50];

    [Fact]
    public void Pieces_of_a_book_come_to_the_same_book()
    {
        Gen.Select(Levels, Levels, Gen.Bool, Gen.Int[2, 20]).Sample(
            (bids, asks, isSnapshot, most) =>
            {
                var (whole, pieces) = (Before(), Before());
                var change = Change(isSnapshot, bids, asks);
                whole.Apply(change);
                foreach (var piece in LargeBooks.Cut(change, most).Cast<BookChange>())
                {
                    Assert.InRange(piece.Levels, 0, most);
                    pieces.Apply(piece);
                }

                Assert.Equal((whole.AllBids(), whole.AllAsks()), (pieces.AllBids(), pieces.AllAsks()), (left, right) =>
                    left.Item1.SequenceEqual(right.Item1) && left.Item2.SequenceEqual(right.Item2));
            },
            print: input => $"{input.Item1.Length} bids, {input.Item2.Length} asks, snapshot {input.Item3}, most {input.Item4}");
    }

    [Fact]
    public void The_first_piece_of_a_snapshot_has_its_best_prices()
    {
        var change = Change(isSnapshot: true, [new(1, 1), new(9, 1), new(5, 1)], [new(30, 1), new(10, 1), new(20, 1)]);

        var first = Assert.IsType<BookChange>(LargeBooks.Cut(change, 2).First());

        Assert.True(first.IsSnapshot);
        Assert.Equal((9, 10), (first.Bids[0].Price, first.Asks[0].Price));
    }

    [Fact]
    public void Batches_hold_every_event_in_order_and_no_more_levels_than_a_stream_takes()
    {
        MarketEvent[] events = [.. Enumerable.Range(1, 9).Select(i => Change(isSnapshot: i == 1, [.. Enumerable.Range(1, i).Select(p => new BookLevel(p, i))], [new(50, i)]))];

        var parts = LargeBooks.Part(events, 6).ToArray();

        Assert.All(parts, part => Assert.InRange(part.Sum(piece => piece.Levels), 1, 6));
        var (whole, parted) = (new OrderBook(), new OrderBook());
        Array.ForEach(events, one => whole.Apply((BookChange)one));
        Array.ForEach([.. parts.SelectMany(part => part)], one => parted.Apply((BookChange)one));
        Assert.Equal(whole.StateHash(), parted.StateHash());
        Assert.Empty(LargeBooks.Part([], 6));
    }

    private static OrderBook Before()
    {
        var book = new OrderBook();
        book.Apply(Change(isSnapshot: true, [new(3, 1), new(7, 2)], [new(50, 3), new(55, 1)]));
        return book;
    }

    private static BookChange Change(bool isSnapshot, BookLevel[] bids, BookLevel[] asks) => new()
    {
        Instrument = new("venue", "BTC"),
        VenueTime = new(1),
        ReceivedAt = new(1),
        IsSnapshot = isSnapshot,
        Bids = bids,
        Asks = asks,
    };
}
