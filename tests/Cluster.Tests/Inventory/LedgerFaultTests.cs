using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using StackExchange.Redis;

namespace Ballast.Cluster.Tests.Inventory;

/// <summary>Whatever is wrong with an event, its receipt says so and the next good one is booked.</summary>
public sealed class LedgerFaultTests(LedgerFaultTests.StrictCluster strict) : IClassFixture<LedgerFaultTests.StrictCluster>
{
    private readonly BallastCluster _cluster = strict.Cluster;
    private readonly InstrumentId _instrument = strict.Cluster.SomePerpetual();
    private readonly string _portfolio = BallastCluster.Unique("desk");
    private int _good;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("79228162514264337593543950335", "1")]
    [InlineData("1", "79228162514264337593543950335")]
    [InlineData("1000000000000000", "1000000000000000")]
    public async Task A_fill_past_what_decimal_holds_is_refused_and_the_next_is_booked(string price, string quantity)
    {
        var fill = Fill("huge") with
        {
            Price = decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture),
            Quantity = decimal.Parse(quantity, System.Globalization.CultureInfo.InvariantCulture),
        };

        await Refused(fill, FillOutcome.Refused, "past what the ledger can hold");
        await GoodIsBooked();
    }

    [Fact]
    public async Task A_price_so_small_that_an_inverse_contract_is_worth_more_than_decimal_holds_is_refused_and_the_next_is_booked()
    {
        var inverse = new InstrumentId(BallastCluster.Unique("venue"), "XBTUSD");
        _cluster.Terms.Add(new() { Id = inverse, Kind = ContractKind.Inverse, Base = "BTC", Quote = "USD", Settle = "BTC" });

        await Refused(Fill("tiny") with { Instrument = inverse, Price = 0.0000000000000000000000000001m }, FillOutcome.Refused, "past what the ledger can hold");
        Assert.Equal(FillOutcome.Recorded, (await Record(Fill("good") with { Instrument = inverse })).Outcome);
    }

    [Fact]
    public async Task Many_fills_that_only_together_are_past_what_decimal_holds_leave_a_ledger_that_goes_on()
    {
        var fills = Enumerable.Range(0, 1_500).Select(i => Fill($"t{i}") with { Quantity = 9_000_000_000_000_000_000_000m }).ToArray();

        var receipts = await _cluster.Client.RecordFills(fills, Token);

        Assert.Equal(FillOutcome.Recorded, receipts[0].Outcome);
        Assert.Equal(FillOutcome.Refused, receipts[^1].Outcome);
        Assert.Contains("past what the ledger can hold", receipts[^1].Reason, StringComparison.Ordinal);
        Assert.Equal(FillOutcome.Recorded, (await Record(Fill("good"))).Outcome);
    }

    [Theory]
    [InlineData(1e20, ContractKind.Linear)]
    [InlineData(1e-22, ContractKind.Inverse)]
    public async Task A_book_with_an_absurd_mid_leaves_figures_unknown_and_the_next_fill_is_booked(double mid, ContractKind kind)
    {
        var instrument = new InstrumentId(BallastCluster.Unique("venue"), "ABSURD");
        _cluster.Terms.Add(new() { Id = instrument, Kind = kind, Base = "BTC", Quote = "USD", Settle = kind == ContractKind.Inverse ? "BTC" : "USD" });
        var feed = await _cluster.StartFeed();
        await feed.Publish(Some.Snapshot(instrument, mid * 0.5, mid * 1.5, Some.Now - TimeSpan.FromSeconds(2)));
        var fill = Fill("large") with { Instrument = instrument, Quantity = 1_000_000_000_000m };

        Assert.Equal(FillOutcome.Recorded, (await Record(fill)).Outcome);
        Assert.Equal(FillOutcome.Recorded, (await Record(fill with { TradeId = "next", Side = Side.Sell, Quantity = 1m })).Outcome);
        await _cluster.Deactivate(_cluster.Inventory(instrument));
        await feed.Publish(Some.Snapshot(instrument, mid * 0.5, mid * 1.5));
        await _cluster.Book(instrument).Flush();
        await _cluster.Inventory(instrument).Flush();

        var position = (await _cluster.Client.GetInventory(_portfolio, instrument, Token))!.Positions.Single();
        Assert.Equal((999_999_999_999m, null, 2L), (position.Quantity, position.Attribution!.Spread, position.Fills));
        Assert.Contains("past what decimal holds", position.Reason, StringComparison.Ordinal);
        Assert.Equal(FillOutcome.Recorded, (await Record(fill with { TradeId = "third" })).Outcome);
    }

    [Fact]
    public async Task A_stamp_ahead_of_now_is_refused_as_such_and_the_next_is_booked()
    {
        await Refused(Fill("future") with { VenueTime = Some.Now + TimeSpan.FromMinutes(1) }, FillOutcome.InFuture, "clocks may differ");
        await GoodIsBooked();
    }

    [Fact]
    public async Task A_stamp_older_than_the_keys_is_refused_as_such_and_can_be_imported()
    {
        var old = Fill("old") with { VenueTime = Some.Now - TimeSpan.FromDays(4) };

        await Refused(old, FillOutcome.TooOld, "import it");
        await GoodIsBooked();

        Assert.Equal(FillOutcome.Recorded, Assert.Single(await _cluster.Client.ImportEvents([old], Token)).Outcome);
        Assert.Equal(2m, (await Position()).Quantity);
        Assert.Equal(FillOutcome.Duplicate, Assert.Single(await _cluster.Client.ImportEvents([old], Token)).Outcome);
    }

    [Fact]
    public async Task An_unknown_account_is_refused_by_name_and_the_next_is_booked()
    {
        await Refused(Fill("t") with { Account = "stranger" }, FillOutcome.Refused, "account 'stranger' is not in Accounts");
        await GoodIsBooked();
    }

    [Fact]
    public async Task An_unknown_instrument_is_refused_by_name_and_booked_once_it_is_known()
    {
        var unknown = new InstrumentId(BallastCluster.Unique("venue"), "NOBODY/KNOWS");
        await Refused(Fill("t") with { Instrument = unknown }, FillOutcome.Refused, $"no contract terms for {unknown}");

        _cluster.Perpetual(unknown);

        Assert.Equal(FillOutcome.Recorded, (await Record(Fill("t") with { Instrument = unknown })).Outcome);
    }

    [Fact]
    public async Task An_option_has_no_terms_and_what_is_traded_of_it_is_refused()
    {
        var option = new InstrumentId(BallastCluster.Unique("venue"), "BTC-27DEC24-100000-C");
        var terms = new Instrument { Id = option, Kind = (ContractKind)7, Base = "BTC", Quote = "USD", Settle = "BTC" };

        var fault = await Assert.ThrowsAsync<ArgumentException>(() => _cluster.Grains.Instrument(option).Define(terms));

        Assert.Contains($"{option}: kind 7 is not known", fault.Message, StringComparison.Ordinal);
        await Refused(Fill("t") with { Instrument = option }, FillOutcome.Refused, $"no contract terms for {option}");
    }

    [Fact]
    public async Task An_unknown_fee_asset_leaves_the_fee_unconverted_and_the_total_unknown_with_the_reason()
    {
        var fill = Fill("t") with { Fee = 0.045m, FeeAsset = "NOSUCH" };
        Assert.Equal(FillOutcome.Recorded, (await Record(fill)).Outcome);
        await GoodIsBooked();

        var position = await Position();

        Assert.Equal((2m, null, "no rate for fees in NOSUCH; no mark yet"), (position.Quantity, position.Total, position.Reason));
        Assert.Equal((null, 0m), (position.Fees, position.PartialFees));
        Assert.Equal([new("NOSUCH", 0.045m)], position.FeesUnconverted);
        await _cluster.Inventory(_instrument).Flush();
        var view = await _cluster.Client.GetPortfolio(_portfolio, Token);
        Assert.Equal((null, null), (view.Total, view.Fees));
        Assert.Contains(view.Missing, missing => missing.Contains("no rate for fees in NOSUCH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_void_of_nothing_waits_for_its_fill_which_then_counts_nothing()
    {
        var taken = new FillVoid
        {
            Instrument = _instrument, Account = "main", Portfolio = _portfolio, TradeId = "late", Side = Side.Buy, VenueTime = Some.Now,
        };
        Assert.Equal(FillOutcome.Recorded, (await Record(taken)).Outcome);
        await GoodIsBooked();
        Assert.Equal([taken], (await _cluster.Client.GetLedgers(_portfolio, _instrument, Token)).OpenVoids);

        Assert.Equal(FillOutcome.Recorded, (await Record(Fill("late"))).Outcome);

        var inventory = await _cluster.Client.GetLedgers(_portfolio, _instrument, Token);
        Assert.Equal((1m, 0), (inventory.Ledgers[0].Position.Quantity, inventory.OpenVoids.Length));
    }

    [Fact]
    public async Task A_known_fill_of_another_portfolio_is_a_conflict_and_the_first_is_kept()
    {
        var fill = Fill("t");
        await Record(fill);

        await Refused(fill with { Portfolio = $"{_portfolio}-other" }, FillOutcome.Conflict, "the first is kept");
        await GoodIsBooked();

        Assert.Equal(2m, (await Position()).Quantity);
        Assert.Null(await _cluster.Client.GetInventory($"{_portfolio}-other", _instrument, Token));
    }

    [Fact]
    public async Task A_fill_without_a_portfolio_goes_to_that_of_its_account()
    {
        Assert.Equal(FillOutcome.Recorded, (await Record(Fill("t") with { Portfolio = "" })).Outcome);

        Assert.Equal(1m, (await _cluster.Client.GetInventory(StrictCluster.PortfolioOfMain, _instrument, Token))!.Positions[0].Quantity);
    }

    [Fact]
    public async Task The_journal_alone_gives_the_state_that_the_snapshot_gave()
    {
        var feed = await _cluster.StartFeed();
        var start = Some.Now - TimeSpan.FromMinutes(2);
        for (var i = 0; i < 60; i++)
        {
            await feed.Publish(Some.Snapshot(_instrument, 90 + (i % 7), 110 + (i % 5), start + TimeSpan.FromSeconds(i)));
            await Record(Fill($"t{i}") with
            {
                Side = i % 3 == 0 ? Side.Sell : Side.Buy,
                Quantity = 1m + (i % 4),
                VenueTime = start + TimeSpan.FromSeconds(i) + TimeSpan.FromMilliseconds(1),
            });
        }

        var inventory = _cluster.Inventory(_instrument);
        await _cluster.Book(_instrument).Flush();
        await inventory.Flush();
        await _cluster.Deactivate(inventory);
        var snapshot = await _cluster.Client.GetLedgers(_portfolio, _instrument, Token);
        var markouts = await _cluster.Client.GetMarkouts(_portfolio, _instrument, 100, Token);
        Assert.Contains(markouts!.Recent, recent => recent.Markouts.Any(markout => markout is not null));

        await _cluster.Deactivate(inventory);
        Assert.Equal(1, await DeleteSnapshot());
        var rebuilt = await _cluster.Client.GetLedgers(_portfolio, _instrument, Token);

        Assert.Equal(snapshot.StateHash, rebuilt.StateHash);
        Assert.Equal(snapshot.Ledgers[0].Position.StateHash, rebuilt.Ledgers[0].Position.StateHash);
        var again = await _cluster.Client.GetMarkouts(_portfolio, _instrument, 100, Token);
        Assert.Equal(markouts.Recent.Select(recent => (recent.Fill, recent.AtFill)), again!.Recent.Select(recent => (recent.Fill, recent.AtFill)));
        Assert.Equal(markouts.Recent.SelectMany(recent => recent.Markouts), again.Recent.SelectMany(recent => recent.Markouts));
    }

    private async Task<long> DeleteSnapshot()
    {
        var keys = ((RedisResult[])(await _cluster.Redis.ExecuteAsync("KEYS", "*"))!)
            .Select(key => (string)key!)
            .Where(key => key.Contains(_instrument.ToString(), StringComparison.Ordinal) && key.Contains("/state/", StringComparison.Ordinal)
                && key.Contains("inventory", StringComparison.Ordinal));
        return await _cluster.Redis.KeyDeleteAsync([.. keys.Select(key => (RedisKey)key)]);
    }

    private async Task<FillReceipt> Record(LedgerEvent given) => Assert.Single(await _cluster.Client.RecordEvents([given], Token));

    private async Task Refused(LedgerEvent given, FillOutcome outcome, string reason)
    {
        var receipt = await Record(given);
        Assert.Equal(outcome, receipt.Outcome);
        Assert.Contains(reason, receipt.Reason, StringComparison.Ordinal);
    }

    private async Task GoodIsBooked() => Assert.Equal(FillOutcome.Recorded, (await Record(Fill($"good{++_good}"))).Outcome);

    private async Task<PositionView> Position() => (await _cluster.Client.GetInventory(_portfolio, _instrument, Token))!.Positions.Single();

    private Fill Fill(string id) => Some.Fill(_instrument, _portfolio, id) with { VenueTime = Some.Now - TimeSpan.FromSeconds(1) };

    /// <summary>A cluster with the default limit of age and a table of accounts.</summary>
    public sealed class StrictCluster : IAsyncLifetime
    {
        internal const string PortfolioOfMain = "main-desk";

        public BallastCluster Cluster { get; } = new(new ClusterSetup
        {
            Options = options => options.Accounts["main"] = PortfolioOfMain,
            Journal = options => options.DedupeDays = TimeSpan.FromDays(3),
        });

        public ValueTask InitializeAsync() => Cluster.InitializeAsync();

        public ValueTask DisposeAsync() => Cluster.DisposeAsync();
    }
}
