using Ballast.Testing;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Testing.Books;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.MarketData;

public sealed class BookOracleTests(ITestOutputHelper output)
{
    private static readonly int Sequences = RunLength.BookSequences;

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
        private readonly OrderBook _book = new(history.Rules, history.Indexing);
        private readonly NaiveBook _naive = new(history.Rules);
        private bool _wasIndexed;

        public long Indexed { get; private set; }

        public long FormChanges { get; private set; }

        public long Crossed { get; private set; }

        public void Step(bool isFirst)
        {
            if (!isFirst && history.Happens(60))
            {
                _book.MarkStale();
                _naive.MarkStale();
            }

            if (history.Happens(25))
            {
                _book.Rest();
            }

            var (isSnapshot, bids, asks) = history.Next(isFirst);
            Indexed += _book.IsIndexed ? 1 : 0;
            Assert.Equal(_naive.Apply(isSnapshot, bids, asks), _book.Apply(isSnapshot, bids, asks));
            Compare();
            Crossed += _book.State == BookState.Crossed ? 1 : 0;
            FormChanges += _book.IsIndexed == _wasIndexed ? 0 : 1;
            _wasIndexed = _book.IsIndexed;
        }

        private void Compare()
        {
            Assert.Equal(_naive.State, _book.State);
            Assert.Equal((_naive.Bids.Count, _naive.Asks.Count), (_book.BidCount, _book.AskCount));
            Assert.Equal((_naive.Uncrossed, _naive.Forgotten), (_book.Uncrossed, _book.Forgotten));
            Span<BookLevel> bids = stackalloc BookLevel[25];
            Span<BookLevel> asks = stackalloc BookLevel[25];
            var (bidCount, askCount) = _book.CopyTop(bids, asks);
            var (topBids, topAsks) = (NaiveBook.Top(_naive.Bids, 25), NaiveBook.Top(_naive.Asks, 25));
            Assert.True(topBids.AsSpan().SequenceEqual(bids[..bidCount]), "best bids differ");
            Assert.True(topAsks.AsSpan().SequenceEqual(asks[..askCount]), "best asks differ");
            Assert.Equal(bidCount > 0 ? topBids[0] : null, _book.BestBid);
            Assert.Equal(askCount > 0 ? topAsks[0] : null, _book.BestAsk);
            Assert.Equal(_naive.Rebuilt().StateHash(), _book.StateHash());
        }
    }
}
