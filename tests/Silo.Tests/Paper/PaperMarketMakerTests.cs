using Ballast.Client;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Silo.Paper;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ballast.Silo.Tests.Paper;

public sealed class PaperMarketMakerTests
{
    private readonly FakeClient _client = new();

    [Fact]
    public async Task A_trade_through_the_bid_fills_it_at_its_own_price()
    {
        var maker = await Quoting(Some.Linear);
        _client.Add(Some.Trade(Some.Linear, TakerSide.Sell, 49_999.9, 1, 150) with { TradeId = "77" });
        await maker.Step(Some.At(200), CancellationToken.None);

        var fill = Assert.Single(_client.Recorded);
        Assert.Equal((Side.Buy, 50_000m, 0.039m), (fill.Side, fill.Price, fill.Quantity));
        Assert.Equal((LiquiditySide.Maker, Some.At(150), 1L), (fill.Liquidity, fill.VenueTime, fill.VenueSequence));
        Assert.Equal(("t-77-1", "q1", "main", "paper"), (fill.TradeId, fill.OrderId, fill.Portfolio, fill.Account));

        // 0.039 at 50,000 are 1,950 USDT, of which the default fee is 2 basis points.
        Assert.Equal((0.39m, "USDT"), (fill.Fee, fill.FeeAsset));

        var evidence = Assert.Single(maker.Fills);
        Assert.Equal(fill, evidence.Fill);
        Assert.Equal((Some.At(100), Some.At(50)), (evidence.PlacedAt, evidence.BookVenueTime));
        Assert.Equal(("77", 49_999.9, 1.0), (evidence.TradeId, evidence.TradePrice, evidence.TradeAmount));
        Assert.Equal((Some.At(150), Some.At(155)), (evidence.TradeVenueTime, evidence.TradeReceivedAt));
        Assert.All(_client.DepthsAsked, depth => Assert.Equal(5, depth));
    }

    [Fact]
    public async Task A_trade_through_the_ask_fills_it()
    {
        var maker = await Quoting(Some.Linear);
        _client.Add(Some.Trade(Some.Linear, TakerSide.Buy, 50_000.2, 1, 150));
        await maker.Step(Some.At(200), CancellationToken.None);
        Assert.Equal((Side.Sell, 50_000.1m), (_client.Recorded.Single().Side, _client.Recorded.Single().Price));
    }

    [Theory]
    [InlineData(TakerSide.Sell, 50_000.0, 150, 155)]
    [InlineData(TakerSide.Buy, 50_000.1, 150, 155)]
    [InlineData(TakerSide.Buy, 49_999.9, 150, 155)]
    [InlineData(TakerSide.Unknown, 49_999.9, 150, 155)]
    [InlineData(TakerSide.Sell, 49_999.9, 60, 99)]
    [InlineData(TakerSide.Sell, 49_999.9, 50, 155)]
    public async Task A_trade_at_the_quote_on_the_other_side_or_before_it_on_either_clock_fills_nothing(
        TakerSide taker, double price, double venueTime, double arrived)
    {
        var maker = await Quoting(Some.Linear);
        _client.Add(Some.Trade(Some.Linear, taker, price, 1, venueTime, arrived));
        await maker.Step(Some.At(200), CancellationToken.None);
        Assert.Empty(_client.Recorded);
    }

    [Fact]
    public async Task Small_trades_fill_in_parts_in_whole_lots_until_nothing_remains()
    {
        var maker = await Quoting(Some.Linear);
        foreach (var amount in new[] { 0.0105, 0.0004, 0.02, 0.5, 0.5 })
        {
            _client.Add(Some.Trade(Some.Linear, TakerSide.Sell, 49_999, amount, 150));
        }

        await maker.Step(Some.At(200), CancellationToken.None);
        Assert.Equal([0.010m, 0.020m, 0.009m], _client.Recorded.Select(f => f.Quantity));
        Assert.Equal(3, _client.Recorded.Select(f => f.Key).Distinct().Count());
        Assert.All(_client.Recorded, f => Assert.Equal("q1", f.OrderId));
    }

    [Fact]
    public async Task An_unchanged_price_keeps_the_quote_its_time_and_what_remains()
    {
        var maker = await Quoting(Some.Linear);
        _client.Books[Some.Linear.Id] = Some.Book(Some.Linear, 50_000, 50_000.1, 180);
        await maker.Step(Some.At(200), CancellationToken.None);

        // After the first placement, before the second step: only a quote that was kept can be filled.
        _client.Add(Some.Trade(Some.Linear, TakerSide.Sell, 49_999, 1, 170, 175));
        await maker.Step(Some.At(300), CancellationToken.None);
        Assert.Equal(Some.At(100), maker.Fills.Single().PlacedAt);
    }

    [Fact]
    public async Task A_moved_price_is_a_new_quote()
    {
        var maker = await Quoting(Some.Linear);
        _client.Books[Some.Linear.Id] = Some.Book(Some.Linear, 49_999, 49_999.1, 180);
        await maker.Step(Some.At(200), CancellationToken.None);
        _client.Add(Some.Trade(Some.Linear, TakerSide.Sell, 49_990, 1, 185, 195));
        _client.Add(Some.Trade(Some.Linear, TakerSide.Sell, 49_998, 1, 210));
        await maker.Step(Some.At(300), CancellationToken.None);

        var fill = Assert.Single(_client.Recorded);
        Assert.Equal(("q3", 49_999m, Some.At(210)), (fill.OrderId, fill.Price, fill.VenueTime));
    }

    [Fact]
    public async Task A_gap_cancels_the_quotes_before_the_trades_after_it()
    {
        var maker = await Quoting(Some.Linear);
        _client.Gap(Some.Linear.Id);
        _client.Add(Some.Trade(Some.Linear, TakerSide.Sell, 49_990, 1, 150));
        await maker.Step(Some.At(200), CancellationToken.None);
        Assert.Empty(_client.Recorded);

        // The next step quotes again.
        _client.Add(Some.Trade(Some.Linear, TakerSide.Sell, 49_990, 1, 250));
        await maker.Step(Some.At(300), CancellationToken.None);
        Assert.Equal("q3", Assert.Single(_client.Recorded).OrderId);
    }

    [Fact]
    public async Task A_stale_book_takes_the_quotes_away()
    {
        var maker = await Quoting(Some.Linear);
        _client.Books[Some.Linear.Id] = Some.Book(Some.Linear, 50_000, 50_000.1, 180, BookState.Stale);
        await maker.Step(Some.At(200), CancellationToken.None);
        _client.Add(Some.Trade(Some.Linear, TakerSide.Sell, 49_990, 1, 250));
        await maker.Step(Some.At(300), CancellationToken.None);
        Assert.Empty(_client.Recorded);
    }

    [Fact]
    public async Task Inventory_of_its_own_account_counts_from_the_start()
    {
        _client.Positions[Some.Linear.Id] = Some.Position(Some.Linear, ("other", -5m), ("paper", 0.78m));
        var maker = await Quoting(Some.Linear);
        _client.Add(Some.Trade(Some.Linear, TakerSide.Sell, 49_000, 1, 150));
        _client.Add(Some.Trade(Some.Linear, TakerSide.Buy, 51_000, 1, 160));
        await maker.Step(Some.At(200), CancellationToken.None);
        Assert.Equal(Side.Sell, Assert.Single(_client.Recorded).Side);
    }

    [Fact]
    public async Task A_fill_moves_the_next_quote_of_its_side_away()
    {
        var maker = await Quoting(Some.Linear);
        _client.Add(Some.Trade(Some.Linear, TakerSide.Sell, 49_999, 1, 150));
        await maker.Step(Some.At(200), CancellationToken.None);
        _client.Add(Some.Trade(Some.Linear, TakerSide.Sell, 49_990, 1, 250));
        await maker.Step(Some.At(300), CancellationToken.None);

        // One quote of twenty shifts by 25/20 = 1.25 ticks, rounded away from the book: two ticks.
        Assert.Equal([50_000m, 49_999.8m], _client.Recorded.Select(f => f.Price));
    }

    [Fact]
    public async Task Inverse_fills_are_contracts_with_the_fee_in_the_settle_asset()
    {
        var options = Some.Options();
        options.MakerFeeRate = -0.0001m;
        var maker = await Quoting(Some.Inverse, options);
        _client.Add(Some.Trade(Some.Inverse, TakerSide.Sell, 49_999.9, 12, 150));
        await maker.Step(Some.At(200), CancellationToken.None);

        // 12 contracts of 100 USD at 50,000 are 0.024 BTC; a rebate of 1 bp is −0.0000024 BTC.
        var fill = Assert.Single(_client.Recorded);
        Assert.Equal((12m, -0.0000024m, "BTC"), (fill.Quantity, fill.Fee, fill.FeeAsset));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fills_the_cluster_did_not_acknowledge_are_booked_once_by_the_next_step(bool booked)
    {
        var maker = await Quoting(Some.Linear);
        _client.Add(Some.Trade(Some.Linear, TakerSide.Sell, 49_999, 1, 150));
        _client.Unavailable = (1, booked);
        await Assert.ThrowsAsync<BallastUnavailableException>(() => maker.Step(Some.At(200), CancellationToken.None));
        Assert.Empty(maker.Fills);
        await maker.Step(Some.At(300), CancellationToken.None);

        Assert.Single(_client.Recorded);
        Assert.Single(maker.Fills);
        Assert.Equal(1, maker.FillsBooked);
    }

    [Theory]
    [InlineData(FillOutcome.Refused)]
    [InlineData(FillOutcome.Conflict)]
    public async Task A_fill_that_was_not_booked_does_not_count(FillOutcome outcome)
    {
        var maker = await Quoting(Some.Linear);
        _client.Answer = outcome;
        _client.Add(Some.Trade(Some.Linear, TakerSide.Sell, 49_999, 1, 150));
        await maker.Step(Some.At(200), CancellationToken.None);
        _client.Answer = null;
        _client.Add(Some.Trade(Some.Linear, TakerSide.Sell, 49_990, 1, 250));
        await maker.Step(Some.At(300), CancellationToken.None);

        // Still flat after the first, so the second rests at the touch.
        Assert.Equal(50_000m, Assert.Single(maker.Fills).QuotePrice);
    }

    [Fact]
    public async Task One_instrument_out_of_reach_does_not_hold_up_the_others()
    {
        _client.Books[Some.Inverse.Id] = Some.Book(Some.Inverse, 50_000, 50_000.1, 50);
        _client.Books[Some.Linear.Id] = Some.Book(Some.Linear, 50_000, 50_000.1, 50);
        var maker = Maker([Some.Linear, Some.Inverse], Some.Options());
        await maker.Step(Some.At(100), CancellationToken.None);
        _client.Add(Some.Trade(Some.Inverse, TakerSide.Sell, 49_999, 12, 150));
        _client.Add(Some.Trade(Some.Linear, TakerSide.Sell, 49_999, 1, 150));
        _client.Unavailable = (1, false);
        await Assert.ThrowsAsync<BallastUnavailableException>(() => maker.Step(Some.At(200), CancellationToken.None));

        Assert.Equal(Some.Linear.Id, Assert.Single(_client.Recorded).Instrument);
    }

    [Fact]
    public async Task Only_the_newest_fills_are_kept_when_so_asked()
    {
        var options = Some.Options();
        options.KeptFills = 2;
        var maker = await Quoting(Some.Linear, options);
        for (var i = 0; i < 5; i++)
        {
            _client.Add(Some.Trade(Some.Linear, TakerSide.Sell, 49_999, 0.002, 150) with { TradeId = null });
        }

        await maker.Step(Some.At(200), CancellationToken.None);
        Assert.Equal(["t-4-4", "t-5-5"], maker.Fills.Select(f => f.Fill.TradeId));
        Assert.Equal(5, maker.FillsBooked);
    }

    [Fact]
    public void A_run_without_a_name_is_refused() =>
        Assert.Throws<ArgumentException>(() => Maker([Some.Linear], new PaperMakerOptions()));

    private PaperMarketMaker Maker(IEnumerable<Instrument> terms, PaperMakerOptions options) =>
        new(_client, terms, options, NullLogger<PaperMarketMaker>.Instance);

    /// <summary>A maker that quotes 50,000 to 50,000.1 since 100 ms, from a book of 50 ms.</summary>
    private async Task<PaperMarketMaker> Quoting(Instrument terms, PaperMakerOptions? options = null)
    {
        _client.Books[terms.Id] = Some.Book(terms, 50_000, 50_000.1, 50);
        var maker = Maker([terms], options ?? Some.Options());
        await maker.Step(Some.At(100), CancellationToken.None);
        return maker;
    }
}
