using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Books;
using Ballast.Grains.Interfaces.Books;
using Ballast.Silo.Paper;
using Xunit;

namespace Ballast.Silo.Tests.Paper;

public sealed class QuoteEngineTests
{
    private static readonly PaperMakerOptions Options = Some.Options();

    [Fact]
    public void A_flat_maker_joins_the_touch_with_the_notional_in_whole_lots()
    {
        // 2,000 / 50,000.05 = 0.03999996, rounded down to the lot of 0.001.
        var quotes = QuoteEngine.Quote(Some.Book(Some.Linear, 50_000, 50_000.1), 0, Some.Linear, Options);
        Assert.Equal(new PaperQuote(Side.Buy, 50_000m, 0.039m), quotes.Bid);
        Assert.Equal(new PaperQuote(Side.Sell, 50_000.1m, 0.039m), quotes.Ask);
    }

    [Theory]
    [InlineData(0.39, 49_998.7, 50_000.1)]
    [InlineData(-0.39, 50_000, 50_001.4)]
    public void Half_of_the_largest_inventory_shifts_the_side_that_adds_to_it(double inventory, double bid, double ask)
    {
        // 0.5 bp of 50,000.05 is 25 ticks; half of it is 12.5 ticks, rounded away from the book.
        var quotes = QuoteEngine.Quote(Some.Book(Some.Linear, 50_000, 50_000.1), (decimal)inventory, Some.Linear, Options);
        Assert.Equal(((decimal)bid, (decimal)ask), (quotes.Bid!.Price, quotes.Ask!.Price));
    }

    [Fact]
    public void At_the_largest_inventory_the_side_that_adds_to_it_is_empty()
    {
        var book = Some.Book(Some.Linear, 50_000, 50_000.1);
        var most = 20 * 0.039m;
        Assert.Null(QuoteEngine.Quote(book, most, Some.Linear, Options).Bid);
        Assert.NotNull(QuoteEngine.Quote(book, most, Some.Linear, Options).Ask);
        Assert.Null(QuoteEngine.Quote(book, -most, Some.Linear, Options).Ask);
        Assert.NotNull(QuoteEngine.Quote(book, -most, Some.Linear, Options).Bid);
    }

    [Fact]
    public void Near_the_largest_inventory_only_the_rest_is_shown() =>
        Assert.Equal(
            0.01m,
            QuoteEngine.Quote(Some.Book(Some.Linear, 50_000, 50_000.1), (20 * 0.039m) - 0.01m, Some.Linear, Options).Bid!.Size);

    [Theory]
    [InlineData(2_000, 20)]
    [InlineData(2_050, 20)]
    [InlineData(10, 1)]
    public void Inverse_sizes_are_whole_contracts_at_every_price(int notional, int contracts)
    {
        var options = new PaperMakerOptions { QuoteNotional = notional };
        Assert.Equal(contracts, QuoteEngine.SizeOf(50_000m, Some.Inverse, options));
        Assert.Equal(contracts, QuoteEngine.SizeOf(90_000m, Some.Inverse, options));
    }

    [Theory]
    [InlineData(BookState.NoSnapshot)]
    [InlineData(BookState.Stale)]
    [InlineData(BookState.Crossed)]
    public void A_book_that_is_not_live_gets_no_quotes(BookState state) =>
        Assert.Equal(default, QuoteEngine.Quote(Some.Book(Some.Linear, 50_000, 50_000.1, state: state), 0, Some.Linear, Options));

    [Fact]
    public void A_one_sided_book_gets_no_quotes() =>
        Assert.Equal(
            default, QuoteEngine.Quote(Some.Book(Some.Linear, 50_000, 50_000.1) with { Asks = [] }, 0, Some.Linear, Options));

    [Fact]
    public void Terms_without_a_tick_are_refused() =>
        Assert.Throws<ArgumentException>(() => QuoteEngine.Quote(
            Some.Book(Some.Linear, 50_000, 50_000.1), 0, Some.Linear with { TickSize = null }, Options));

    [Fact]
    public void No_quote_is_better_than_the_touch_or_off_the_grid()
    {
        var book = Some.Book(Some.Linear, 50_000, 50_002.3);
        for (var inventory = -0.8m; inventory <= 0.8m; inventory += 0.013m)
        {
            var quotes = QuoteEngine.Quote(book, inventory, Some.Linear, Options);
            Assert.True(quotes.Bid is null || (quotes.Bid.Price <= 50_000m && quotes.Bid.Price % 0.1m == 0));
            Assert.True(quotes.Ask is null || (quotes.Ask.Price >= 50_002.3m && quotes.Ask.Price % 0.1m == 0));
        }
    }

    [Fact]
    public void A_quanto_is_refused() =>
        Assert.NotNull(QuoteEngine.Fault(Some.Linear with { Kind = ContractKind.Quanto, Settle = "BTC" }));
}
