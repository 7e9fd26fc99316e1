using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.MarketData;

/// <summary>Many changes at once to a side with thousands of levels, compared with a sorted dictionary.</summary>
public sealed class LargeSideTests
{
    private const int Prices = 20_000;

    private static readonly double[] Removals = [0, -1, double.NaN, double.PositiveInfinity];

    private static readonly Gen<BookLevel> Change = Gen.Select(
        Gen.Int[0, Prices], Gen.Int[1, 40], (price, amount) => new BookLevel(price / 4.0, amount <= Removals.Length ? Removals[amount - 1] : amount));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Merged_changes_give_the_levels_that_changes_one_by_one_give(bool isBid) => Change.Array[100, 9_000].Array[1, 4].Sample(
        messages =>
        {
            var levels = new SortedLevels(isBid);
            var oracle = new SortedDictionary<double, double>();
            foreach (var message in messages)
            {
                levels.Apply(message);
                foreach (var change in message)
                {
                    if (double.IsFinite(change.Amount) && change.Amount > 0)
                    {
                        oracle[change.Price] = change.Amount;
                    }
                    else
                    {
                        oracle.Remove(change.Price);
                    }
                }
            }

            var expected = oracle.Select(level => new BookLevel(level.Key, level.Value));
            Assert.Equal(isBid ? expected : expected.Reverse(), Enumerable.Range(0, levels.Count).Select(index => levels[index]));
        },
        iter: 30);

    [Fact]
    public void A_book_is_the_same_whether_it_comes_whole_or_in_parts()
    {
        BookLevel[] bids = [.. Enumerable.Range(1, Prices).Select(i => new BookLevel(Prices - i, i))];
        BookLevel[] asks = [.. Enumerable.Range(1, Prices).Select(i => new BookLevel(Prices + i, i))];
        var (whole, parts) = (new OrderBook(), new OrderBook());
        whole.Apply(true, bids, asks);
        parts.Apply(true, bids.AsSpan(0, 4_000), asks.AsSpan(0, 4_000));
        for (var from = 4_000; from < Prices; from += 4_000)
        {
            parts.Apply(false, bids.AsSpan(from, 4_000), asks.AsSpan(from, 4_000));
        }

        Assert.Equal(whole.StateHash(), parts.StateHash());
    }
}
