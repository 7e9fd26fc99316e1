using Ballast.Domain.MarketData;
using Ballast.Testing.Books;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.MarketData;

public sealed class BookOracleTests(ITestOutputHelper output)
{
    private const int Sequences = 20_000;

    [Fact]
    public void A_book_equals_the_naive_one_after_every_message_of_any_sequence()
    {
        var (done, messages, indexed, changes, crossed) = (0, 0L, 0L, 0L, 0L);
        (int Seed, int Length)? first = null;
        Sizes.Sample(
            (seed, length) =>
            {
                first ??= (seed, length);
                var run = new BookRun(new(seed, isLarge: seed % 100 == 0));
                for (var i = 0; i < length; i++)
                {
                    run.Step(i == 0);
                }

                Interlocked.Increment(ref done);
                Interlocked.Add(ref messages, length);
                Interlocked.Add(ref indexed, run.Indexed);
                Interlocked.Add(ref changes, run.FormChanges);
                Interlocked.Add(ref crossed, run.Crossed);
            },
            iter: Sequences);
        output.WriteLine(
            $"{done} sequences of {messages} messages in all, {indexed} of them met by tick, {changes} changes of form, {crossed} crossed or locked; "
            + $"the first of seed {first?.Seed} and length {first?.Length}; one that fails prints its seed, CsCheck_Seed repeats it");
        Assert.Equal(Sequences, done);
        Assert.True(indexed > messages / 10 && changes > Sequences && crossed > Sequences, "the sequences do not reach what they are to test");
    }

    private static Gen<(int Seed, int Length)> Sizes { get; } = Gen.Select(Gen.Int[0, int.MaxValue - 1], Gen.Int[1, 60]);

    /// <summary>Both books side by side.</summary>
    private sealed class BookRun(BookHistory history)
    {
        private readonly OrderBook book = new(history.Rules, history.Indexing);
        private readonly NaiveBook naive = new(history.Rules);
        private bool wasIndexed;

        public long Indexed { get; private set; }

        public long FormChanges { get; private set; }

        public long Crossed { get; private set; }

        public void Step(bool isFirst)
        {
            if (!isFirst && history.Happens(60))
            {
                book.MarkStale();
                naive.MarkStale();
            }

            if (history.Happens(25))
            {
                book.Rest();
            }

            var (isSnapshot, bids, asks) = history.Next(isFirst);
            Indexed += book.IsIndexed ? 1 : 0;
            Assert.Equal(naive.Apply(isSnapshot, bids, asks), book.Apply(isSnapshot, bids, asks));
            Compare();
            Crossed += book.State == BookState.Crossed ? 1 : 0;
            FormChanges += book.IsIndexed == wasIndexed ? 0 : 1;
            wasIndexed = book.IsIndexed;
        }

        private void Compare()
        {
            Assert.Equal(naive.State, book.State);
            Assert.Equal((naive.Bids.Count, naive.Asks.Count), (book.BidCount, book.AskCount));
            Assert.Equal((naive.Uncrossed, naive.Forgotten), (book.Uncrossed, book.Forgotten));
            Span<BookLevel> bids = stackalloc BookLevel[25];
            Span<BookLevel> asks = stackalloc BookLevel[25];
            var (bidCount, askCount) = book.CopyTop(bids, asks);
            var (topBids, topAsks) = (NaiveBook.Top(naive.Bids, 25), NaiveBook.Top(naive.Asks, 25));
            Assert.True(topBids.AsSpan().SequenceEqual(bids[..bidCount]), "best bids differ");
            Assert.True(topAsks.AsSpan().SequenceEqual(asks[..askCount]), "best asks differ");
            Assert.Equal(bidCount > 0 ? topBids[0] : null, book.BestBid);
            Assert.Equal(askCount > 0 ? topAsks[0] : null, book.BestAsk);
            Assert.Equal(naive.Rebuilt().StateHash(), book.StateHash());
        }
    }
}
