using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Inventory.Marks;
using Ballast.Grains.Pnl;

namespace Ballast.Grains.Tests.Inventory;

public sealed class MarksTests
{
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(60);

    private static Instant Second(double seconds) => new((long)(seconds * Instant.PerSecond));

    [Theory]
    [InlineData("exchange,mid", 30, 1, MarkSource.Exchange)]
    [InlineData("exchange,mid", 70, 2, MarkSource.Mid)]
    [InlineData("Mid,Exchange", 30, 2, MarkSource.Mid)]
    [InlineData("WeightedMid", 30, 3, MarkSource.WeightedMid)]
    [InlineData("LastTrade,Mid", 75, 4, MarkSource.LastTrade)]
    public void The_first_source_that_is_young_enough_counts(string policy, double now, int price, MarkSource source)
    {
        var marks = new LatestMarks(new(policy.Split(',').Select(name => MarkPolicy.Parse(name)!.Value)), MaxAge);
        marks.SetExchange(1, Second(1));
        marks.SetMid(2, Second(20));
        marks.SetWeightedMid(3, Second(20));
        marks.SetTrade(4, Second(21));

        var chosen = marks.Choose(Second(now));

        Assert.Equal((price, source), (chosen.Price!.Value.Price, chosen.Source));
    }

    [Fact]
    public void Past_its_age_there_is_no_mark_and_the_newest_of_the_policy_is_named()
    {
        var marks = new LatestMarks(MarkPolicy.Default, MaxAge);
        Assert.Equal("no mark yet", marks.Missing(Second(100)));
        marks.SetExchange(1, Second(1));
        marks.SetMid(2, Second(20));
        marks.SetTrade(4, Second(99));

        Assert.Equal(default, marks.Choose(Second(100)));
        Assert.Equal("newest mark is 80 s old, more than 60 s", marks.Missing(Second(100)));
    }

    [Fact]
    public void Older_marks_of_the_book_and_what_is_no_price_are_ignored()
    {
        var marks = new LatestMarks(new(MarkSource.LastTrade), MaxAge);
        marks.Set(new(Second(5), 10, 11, Second(5), 12, Second(4)));
        marks.Set(new(Second(3), 20, 21, Second(3), 22, Second(3)));
        marks.Set(new(Second(6), double.NaN, double.NaN, default, -1, Second(6)));

        Assert.Equal((new MarkPrice(12, Second(4)), new MarkPrice(10, Second(5))), (marks.Choose(Second(6)).Price, marks.Mid(Second(6))));
    }

    [Fact]
    public void A_policy_comes_from_the_instrument_then_the_default_then_the_venues_mark_and_the_mid()
    {
        var options = new MarkOptions();
        var (own, other) = (new InstrumentId("a", "X"), new InstrumentId("a", "Y"));
        Assert.Equal([MarkSource.Exchange, MarkSource.Mid], options.PolicyOf(own).Sources);

        options.Default.Add("mid");
        options.Instruments["a/X"] = ["LastTrade", "WeightedMid"];

        Assert.Equal([MarkSource.LastTrade, MarkSource.WeightedMid], options.PolicyOf(own).Sources);
        Assert.Equal([MarkSource.Mid], options.PolicyOf(other).Sources);
    }

    [Fact]
    public void A_policy_that_cannot_be_used_is_named_with_key_and_value()
    {
        var options = new BallastOptions();
        options.Marks.Default.Add("None");
        options.Marks.Default.Add("1");
        options.Marks.Instruments["nonsense"] = ["Mid"];
        options.Marks.Instruments["a/X"] = ["Mid", "middle", "mid"];

        Assert.Equal(
            [
                "Marks:Instruments holds 'nonsense'; write exchange/symbol, e.g. binance/BTCUSDT.",
                "Marks:Default holds 'None'; write Exchange, Mid, WeightedMid or LastTrade.",
                "Marks:Default holds '1'; write Exchange, Mid, WeightedMid or LastTrade.",
                "Marks:Instruments:a/X holds 'middle'; write Exchange, Mid, WeightedMid or LastTrade.",
                "Marks:Instruments:a/X holds 'Mid' twice.",
            ],
            new BallastOptionsValidator().Validate(null, options).Failures);
    }

    [Fact]
    public void After_a_change_of_feed_a_lower_epoch_of_the_new_one_counts()
    {
        var (market, instrument) = (new InstrumentMarket(new(MarkSource.Exchange), MaxAge), new InstrumentId("a", "X"));
        market.Apply(Some.Batch("a/0", 9, 5, instrument, Some.Ticker(instrument, 100)));
        market.Apply(Some.Batch("a/1", 3, 1, instrument, Some.Ticker(instrument, 200)));
        Assert.Equal(100, market.Marks.Choose(Some.Now).Price!.Value.Price);

        market.Tickers.Forget();
        market.Apply(Some.Batch("a/1", 3, 2, instrument, Some.Ticker(instrument, 300)));

        Assert.Equal(300, market.Marks.Choose(Some.Now).Price!.Value.Price);
    }

    [Fact]
    public void A_second_start_of_a_feed_under_one_epoch_counts_from_its_first_ticker()
    {
        var (market, instrument) = (new InstrumentMarket(new(MarkSource.Exchange), MaxAge), new InstrumentId("a", "X"));
        market.Apply(Some.Batch("a/0", 9, 5, instrument, Some.Ticker(instrument, 100)) with { Run = 1 });

        market.Apply(Some.Batch("a/0", 9, 1, instrument, Some.Ticker(instrument, 200)) with { Run = 2 });

        Assert.Equal(200, market.Marks.Choose(Some.Now).Price!.Value.Price);
        Assert.False(market.Tickers.IsGap(Some.Batch("a/0", 9, 2, instrument) with { Run = 2 }));
        Assert.True(market.Tickers.IsGap(Some.Batch("a/0", 9, 3, instrument) with { Run = 2 }));
    }

    [Fact]
    public void A_lower_epoch_of_the_same_feed_counts_once_the_book_takes_it_and_nothing_of_the_higher_one_comes()
    {
        var (market, instrument) = (new InstrumentMarket(new(MarkSource.Exchange), MaxAge), new InstrumentId("a", "X"));
        market.Apply(Some.Batch("a/0", 9, 5, instrument, Some.Ticker(instrument, 100)));
        market.Tickers.Follow(3);
        market.Apply(Some.Batch("a/0", 3, 1, instrument, Some.Ticker(instrument, 200)));
        Assert.Equal(100, market.Marks.Choose(Some.Now).Price!.Value.Price);

        market.Tickers.Follow(3);
        market.Apply(Some.Batch("a/0", 3, 2, instrument, Some.Ticker(instrument, 300)));

        Assert.Equal(300, market.Marks.Choose(Some.Now).Price!.Value.Price);
    }
}
