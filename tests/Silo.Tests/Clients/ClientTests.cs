using System.Collections.Concurrent;
using Ballast.Client;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Pnl.Markouts;
using Ballast.Grains.Interfaces;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Interfaces.Risk;
using Ballast.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Xunit;

namespace Ballast.Silo.Tests.Clients;

public sealed class ClientTests
{
    private readonly IGrainFactory _factory;
    private readonly StubGrains _stubs;

    public ClientTests()
    {
        (_factory, _stubs) = StubGrains.Create();
        _stubs.Add<ICatalogGrain>((_, _, _) => Task.FromResult(true));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fills_are_grouped_by_instrument_and_portfolio_and_receipts_keep_the_order_given()
    {
        var calls = new ConcurrentBag<string>();
        _stubs.Add<IInventoryGrain>((key, _, arguments) =>
        {
            var fills = ((IReadOnlyList<LedgerEvent>)arguments[1]!).Cast<Fill>().ToArray();
            calls.Add($"{key} {arguments[0]}: {string.Join(",", fills.Select(f => f.TradeId))}");
            return Task.FromResult(new RecordedFills([.. fills.Select(f => new FillReceipt(f.TradeId, FillOutcome.Recorded, key))], null));
        });

        var receipts = await Client().RecordFills(
            [Some("1", "a/X", "p"), Some("2", "a/Y", "p"), Some("3", "a/X", "p"), Some("4", "a/X", "q")], Token);

        Assert.Equal(["1", "2", "3", "4"], receipts.Select(r => r.TradeId));
        Assert.Equal(["a/X", "a/Y", "a/X", "a/X"], receipts.Select(r => r.Reason));
        Assert.Equal(["a/X p: 1,3", "a/X q: 4", "a/Y p: 2"], calls.Order());
    }

    [Fact]
    public async Task A_fill_that_has_no_grain_to_go_to_is_refused_and_the_others_are_sent()
    {
        _stubs.Add<IInventoryGrain>((_, _, _) =>
            Task.FromResult(new RecordedFills([new("3", FillOutcome.Duplicate, null)], null)));

        var receipts = await Client().RecordFills(
            [Some("2", "a/X", "p") with { Instrument = default }, Some("3", "a/X", "p")], Token);

        Assert.Equal([FillOutcome.Refused, FillOutcome.Duplicate], receipts.Select(r => r.Outcome));
        Assert.Equal("fill 2: instrument is missing", receipts[0].Reason);
    }

    [Fact]
    public async Task A_call_is_made_again_while_the_cluster_moves_a_grain()
    {
        var tries = 0;
        _stubs.Add<IPortfolioGrain>((_, _, _) => ++tries switch
        {
            1 => Task.FromException<RiskView>(new SiloUnavailableException("moved")),
            2 => Task.FromException<RiskView>(new TimeoutException("slow")),
            _ => Task.FromResult<RiskView>(null!),
        });

        await Client().GetRisk("main", Token);

        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task What_does_not_come_in_time_is_unavailable_and_names_call_and_key()
    {
        _stubs.Add<IPortfolioGrain>((_, _, _) => Task.FromException<RiskView>(new SiloUnavailableException("nobody home")));

        var thrown = await Assert.ThrowsAsync<BallastUnavailableException>(
            () => Client(TimeSpan.FromMilliseconds(200)).GetRisk("main", Token));

        Assert.StartsWith("GetRisk on main had no answer within 0.2 s", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("nobody home", thrown.Message, StringComparison.Ordinal);
        Assert.IsType<SiloUnavailableException>(thrown.InnerException);
        Assert.True(thrown.RetryIsSafe);
    }

    [Fact]
    public async Task A_call_given_up_by_its_caller_is_cancelled()
    {
        using var caller = new CancellationTokenSource();
        var never = new TaskCompletionSource<RiskView>();
        _stubs.Add<IPortfolioGrain>((_, _, _) => never.Task);

        var call = Client().GetRisk("main", caller.Token);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_grains_own_error_is_not_tried_again()
    {
        var tries = 0;
        _stubs.Add<IPortfolioGrain>((_, _, _) =>
        {
            tries++;
            return Task.FromException<PortfolioView>(new InvalidOperationException());
        });

        await Assert.ThrowsAsync<InvalidOperationException>(() => Client().GetPortfolio("main", Token));

        Assert.Equal(1, tries);
    }

    [Fact]
    public async Task Reads_of_unknown_names_reach_no_grain_of_that_name()
    {
        _stubs.Add<ICatalogGrain>((_, _, _) => Task.FromResult(false));
        var client = Client();
        var instrument = InstrumentId.Parse("a/X");

        // Other grains have no stub, so that a call to one fails.
        foreach (var read in (Func<Task>[])
            [
                () => client.GetPortfolio("mian", Token), () => client.GetRisk("mian", Token), () => client.GetRiskInputs("mian", Token),
                () => client.GetDays("mian", Token), () => client.GetChildren("mian", Token), () => client.GetCurve("mian", new(0), new(1), null, Token),
                () => client.GetForecasts("mian", new(0), new(1), cancellationToken: Token), () => client.GetMarketMaking("mian", null, Token),
                () => client.GetMarkouts("mian", MarkoutDimensions.None, Token), () => client.GetLedgers("mian", instrument, Token),
                () => client.GetBook(instrument, 1, Token), () => client.GetBookAnalytics(instrument, null, Token), () => client.ReadTrades(instrument, default, 1, Token),
            ])
        {
            await Assert.ThrowsAsync<BallastNotFoundException>(read);
        }

        Assert.Null(await client.GetInventory("mian", instrument, Token));
        Assert.Null(await client.GetMarkouts("mian", instrument, 1, Token));
    }

    [Fact]
    public async Task A_known_name_is_asked_for_once_and_a_watch_begins_when_its_name_is_known()
    {
        var asked = 0;
        _stubs.Add<ICatalogGrain>((_, _, _) => Task.FromResult(++asked == 3));
        _stubs.Add<IPortfolioGrain>((_, method, _) => method == nameof(IPortfolioGrain.WatchUpdates)
            ? Sequence([Whole(1, 1)], null)
            : Task.FromResult<RiskView>(null!));
        var client = Client();

        await Assert.ThrowsAsync<BallastNotFoundException>(() => client.GetRisk("main", Token));
        await foreach (var view in client.WatchPortfolio("main", Token))
        {
            Assert.Equal(1, view.Version);
            break;
        }

        await client.GetRisk("main", Token);
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task A_broken_portfolio_watch_is_opened_again_and_gives_only_newer_views()
    {
        var opened = 0;
        _stubs.Add<IPortfolioGrain>((_, _, _) => ++opened switch
        {
            1 => Sequence([Whole(3, 8), Whole(3, 9)], new EnumerationAbortedException()),
            2 => Sequence([Whole(3, 9)], new SiloUnavailableException()),
            3 => Sequence([Whole(2, 99), Whole(4, 1)], null),
            _ => Sequence([Whole(4, 2)], new InvalidOperationException("enough")),
        });

        var seen = new List<(long, long)>();
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var view in Client().WatchPortfolio("main", Token))
            {
                seen.Add((view.Epoch, view.Version));
            }
        });

        Assert.Equal([(3, 8), (3, 9), (4, 1), (4, 2)], seen);
    }

    [Fact]
    public async Task A_portfolio_watch_in_which_an_update_is_missed_is_opened_again_and_begins_with_a_whole_view()
    {
        var opened = 0;
        var (first, third) = (View(3, 7), View(3, 9));
        _stubs.Add<IPortfolioGrain>((_, _, _) => ++opened switch
        {
            1 => Sequence([PortfolioUpdate.Between(null, first), PortfolioUpdate.Between(View(3, 8), third)], null),
            2 => Sequence([PortfolioUpdate.Between(null, third), PortfolioUpdate.Between(third, View(3, 10))], null),
            _ => Sequence<PortfolioUpdate>([], new InvalidOperationException("enough")),
        });

        var seen = new List<long>();
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var view in Client().WatchPortfolio("main", Token))
            {
                seen.Add(view.Version);
            }
        });

        Assert.Equal([7, 9, 10], seen);
    }

    [Fact]
    public async Task A_broken_trade_watch_goes_on_from_the_last_cursor()
    {
        var cursors = new List<TradeCursor>();
        _stubs.Add<IOrderBookGrain>((_, _, arguments) =>
        {
            cursors.Add((TradeCursor)arguments[0]!);
            return cursors.Count == 1
                ? Sequence([Page(5), Page(9)], new EnumerationAbortedException())
                : Sequence<TradePage>([], new InvalidOperationException("enough"));
        });

        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var _ in Client().WatchTrades(InstrumentId.Parse("a/X"), new(1, 2), Token))
            {
            }
        });

        Assert.Equal([new(1, 2), new(1, 9)], cursors);
    }

    [Theory]
    [InlineData("localhost", "Gateways holds 'localhost'")]
    [InlineData("::1:30000", "Gateways holds '::1:30000'")]
    [InlineData("silo:99999", "Gateways holds 'silo:99999'")]
    public void An_option_that_cannot_be_used_is_named_with_its_value(string gateway, string expected)
    {
        var thrown = Assert.Throws<OptionsValidationException>(
            () => new ServiceCollection().AddBallastClient(o => o.Gateways.Add(gateway)));

        Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_needs_no_options_for_a_silo_on_this_machine()
    {
        var services = new ServiceCollection().AddBallastClient(_ => { });

        Assert.Contains(services, s => s.ServiceType == typeof(IBallastClient));
    }

    private BallastClient Client(TimeSpan? timeout = null)
    {
        var retry = new Retry(timeout ?? TimeSpan.FromSeconds(30), TimeProvider.System);
        return new(_factory, retry, new(new(), TimeProvider.System), new(_factory, retry));
    }

    private static async IAsyncEnumerable<T> Sequence<T>(T[] items, Exception? end)
    {
        await Task.Yield();
        foreach (var item in items)
        {
            yield return item;
        }

        if (end is not null)
        {
            throw end;
        }
    }

    internal static TradePage Page(long position) => new() { Trades = [], Next = new(1, position), Gap = false };

    internal static PortfolioUpdate Whole(long epoch, long version) => new() { View = View(epoch, version) };

    internal static PortfolioView View(long epoch, long version) => new()
    {
        Portfolio = "main",
        Epoch = epoch,
        Version = version,
        AsOf = default,
        Currency = "USD",
        Complete = true,
        MissingMembers = [],
        Positions = [],
        TotalsBySettle = new Dictionary<string, decimal>(),
        Realized = 0m,
        Unrealized = 0m,
        Fees = 0m,
        Funding = 0m,
        Total = 0m,
        PartialTotal = 0m,
        Missing = [],
        FxVersion = 0,
    };

    private static Fill Some(string id, string instrument, string portfolio) => new()
    {
        Instrument = InstrumentId.Parse(instrument),
        Account = "mm-1",
        Portfolio = portfolio,
        TradeId = id,
        Side = Side.Buy,
        Price = 1m,
        Quantity = 1m,
        VenueTime = new(1),
    };
}
