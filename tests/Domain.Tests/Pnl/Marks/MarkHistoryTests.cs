using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.Pnl.Marks;
using CsCheck;
using Xunit;

namespace Ballast.Domain.Tests.Pnl.Marks;

public sealed class MarkHistoryTests
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(5);

    private static Instant Second(double seconds) => new((long)(seconds * Instant.PerSecond));

    private static BookMark Book(double at, double mid, double? midAt = null, double trade = double.NaN, double tradeAt = 0) =>
        new(Second(at), mid, mid + 0.5, Second(midAt ?? at), trade, Second(tradeAt));

    [Fact]
    public void The_previous_tick_of_the_first_source_that_is_young_enough_counts()
    {
        var history = new MarkHistory(MarkPolicy.Default, MaxAge);
        history.AddBook(Book(1.2, 100));
        history.AddBook(Book(2.0, 101));
        history.AddExchange(110, Second(1.5));
        history.AddBook(Book(6.9, 102));

        Assert.Equal(new(null, MarkSource.None, null), history.At(Second(1)));
        Assert.Equal(new(new(110, Second(1.5)), MarkSource.Exchange, new(101, Second(2))), history.At(Second(2)));
        Assert.Equal(new(new(110, Second(1.5)), MarkSource.Exchange, new(101, Second(2))), history.At(Second(6)));
        Assert.Equal(new(new(102, Second(6.9)), MarkSource.Mid, new(102, Second(6.9))), history.At(Second(7)));
        Assert.Equal(new(null, MarkSource.None, null), history.At(Second(12)));
    }

    [Fact]
    public void Marks_found_later_fill_the_seconds_before_the_first_and_change_no_other()
    {
        var history = new MarkHistory(MarkPolicy.Default, MaxAge);
        history.AddBook(Book(7.5, 103));
        history.AddBook(Book(8.5, 104));
        var known = history.At(Second(8));

        history.AddEarlier([Book(5, 101), Book(6, 102), Book(7.2, 1), Book(8, 2)]);

        Assert.Equal([null, 101m, 102m, 102m], new[] { 4, 5, 6, 7 }.Select(at => history.At(Second(at)).Mid?.Price));
        Assert.Equal((known, 104m), (history.At(Second(8)), history.At(Second(9)).Mid?.Price));
    }

    [Fact]
    public void A_mid_known_from_elsewhere_counts_only_where_the_book_has_no_fresh_one()
    {
        var history = new MarkHistory(MarkPolicy.Default, MaxAge);
        history.AddBook(Book(2.5, 100));
        var elsewhere = new MarkPrice(90, Second(1));

        Assert.Equal(new(elsewhere, MarkSource.Mid, elsewhere), history.At(Second(2), elsewhere));
        Assert.Equal(100m, history.At(Second(3), elsewhere).Mid?.Price);
        Assert.Equal(history.At(Second(3)), history.At(Second(3), elsewhere));
        Assert.Equal(new(null, MarkSource.None, null), history.At(Second(9), elsewhere));
        Assert.Equal(MarkSource.None, new MarkHistory(new(MarkSource.Exchange), MaxAge).At(Second(2), elsewhere).Source);
    }

    [Fact]
    public void A_mid_that_ended_is_as_old_as_its_end()
    {
        var history = new MarkHistory(MarkPolicy.Default, MaxAge);
        history.AddBook(Book(1, 100));
        history.AddBook(Book(9, 100, midAt: 3));

        Assert.Equal(MarkSource.Mid, history.At(Second(5)).Source);
        Assert.Equal(MarkSource.None, history.At(Second(9)).Source);
    }

    [Theory]
    [InlineData(MarkSource.WeightedMid, 100.5)]
    [InlineData(MarkSource.LastTrade, 99)]
    public void A_policy_may_name_other_sources(MarkSource source, double price)
    {
        var history = new MarkHistory(new(source), MaxAge);
        history.AddExchange(110, Second(1));
        history.AddBook(Book(1, 100, trade: 99, tradeAt: 1));

        Assert.Equal(((decimal)price, source, 100m), (history.At(Second(2)).Mark!.Value.Price, history.At(Second(2)).Source, history.At(Second(2)).Mid!.Value.Price));
    }

    [Fact]
    public void Only_whole_seconds_are_known() =>
        Assert.Throws<ArgumentException>(() => new MarkHistory(MarkPolicy.Default, MaxAge).At(Second(1.5)));

    [Fact]
    public void What_later_seconds_need_outlives_dropping()
    {
        var history = new MarkHistory(MarkPolicy.Default, TimeSpan.FromHours(1));
        for (var i = 0; i < 100; i++)
        {
            history.AddBook(Book(i, 100 + i));
        }

        history.AddExchange(50, Second(3.5));
        var before = history.At(Second(60));
        history.DropBefore(Second(60));

        Assert.Equal(before, history.At(Second(60)));
        Assert.Equal(41, history.Count);
    }

    [Fact]
    public void Neither_interleaving_nor_repeats_nor_marks_within_a_second_matter() =>
        Gen.Select(Gen.Int[1, 900], Gen.Int[0, 3], Gen.Double[1, 1_000]).Array[1, 120]
            .Select(Gen.Int[0, 10_000], (events, seed) => (events, seed))
            .Sample(run =>
            {
                var book = new List<BookMark>();
                var tickers = new List<(Instant At, double Price)>();
                var now = Second(1);
                foreach (var (ahead, kind, price) in run.events)
                {
                    now += TimeSpan.FromMilliseconds(ahead);
                    if (kind == 0)
                    {
                        tickers.Add((now, price));
                    }
                    else
                    {
                        book.Add(new(now, price, price + 1, now, price + 2, now));
                    }
                }

                var policy = new MarkPolicy(MarkSource.Exchange, MarkSource.LastTrade);
                var (apart, mixed) = (new MarkHistory(policy, MaxAge), new MarkHistory(policy, MaxAge));

                // All of one stream, then all of the other.
                tickers.ForEach(ticker => apart.AddExchange(ticker.Price, ticker.At));
                book.ForEach(apart.AddBook);

                // As chance has it, with repeats, and only the last mark of each second where there are several.
                var random = new Random(run.seed);
                var ends = book.GroupBy(mark => mark.Second).Select(second => second.Last()).ToList();
                var (b, t) = (0, 0);
                while (b < ends.Count || t < tickers.Count)
                {
                    if (t == tickers.Count || (b < ends.Count && random.Next(2) == 0))
                    {
                        mixed.AddBook(ends[b]);
                        mixed.AddBook(ends[random.Next(b + 1)]);
                        b++;
                    }
                    else
                    {
                        mixed.AddExchange(tickers[t].Price, tickers[t].At);
                        t++;
                    }
                }

                for (var second = 0L; second <= (now.Micros / Instant.PerSecond) + 10; second++)
                {
                    Assert.Equal(apart.At(Second(second)), mixed.At(Second(second)));
                }
            });
}
