using Ballast.Domain.Pnl.Fx;
using Ballast.Domain.Pnl.Marks;
using Ballast.Domain.Risk.Liquidity;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Portfolios.Risk;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Xunit;

namespace Ballast.Grains.Tests.Portfolios;

/// <summary>Books that do not answer, without any silo.</summary>
public sealed class PortfolioLiquidityTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_book_that_stays_silent_leaves_its_leg_without_figures_in_time()
    {
        var silent = new TaskCompletionSource<BookAnalyticsView>();
        var liquidity = await Reading(_ => silent.Task).Read(Portfolio(2), FxTable.Empty, 10, Minute);

        var leg = liquidity.Legs.Single();
        Assert.Equal((2m, 0m, 2m), (leg.Quantity, leg.Visible, leg.Residual));
        Assert.Equal((null, null, null, "the book did not answer within 00:00:01"), (leg.Cost, leg.SpreadCost, leg.CloseOut, leg.Reason));
        Assert.Equal((null, 0.0, null), (liquidity.Cost, liquidity.PartialCost, liquidity.ValueAtRisk));
    }

    [Fact]
    public async Task A_book_whose_silo_went_leaves_its_leg_without_figures()
    {
        var liquidity = await Reading(_ => Task.FromException<BookAnalyticsView>(new OrleansException("gone"))).Read(Portfolio(2), FxTable.Empty, 10, Minute);

        Assert.Equal("the book did not answer: gone", liquidity.Legs.Single().Reason);
    }

    [Fact]
    public async Task A_position_too_large_to_ask_for_and_a_missing_rate_are_told()
    {
        var view = Portfolio(2_000_000_000_000_000m);
        view = view with { Positions = [view.Positions[0] with { Settle = "BTC" }] };
        var liquidity = await Reading(_ => throw new InvalidOperationException("not asked")).Read(view, FxTable.Empty, 10, Minute);

        Assert.Equal(
            "no fresh rate from BTC to USDT; size 2000000000000000 must be positive and at most 10^15", liquidity.Legs.Single().Reason);
    }

    [Fact]
    public async Task Of_a_portfolio_that_is_not_complete_no_sum_is_known()
    {
        var view = Portfolio(0) with { Complete = false, MissingMembers = [new("some", "other")] };
        var liquidity = await Reading(_ => throw new InvalidOperationException("not asked")).Read(view, FxTable.Empty, 10, Minute);

        Assert.Equal((null, null, null, null), (liquidity.Cost, liquidity.ValueAtRisk, liquidity.CloseOut, liquidity.CloseOutValueAtRisk));
        Assert.Equal(["some/other has not answered"], liquidity.Missing);
    }

    private static PortfolioLiquidity Reading(Func<string, Task<BookAnalyticsView>> book)
    {
        var (factory, stubs) = StubGrains.Create();
        stubs.Add<IOrderBookGrain>((key, _, _) => book(key));
        return new(factory, Options.Create(new BallastOptions()), TimeProvider.System);
    }

    private static PortfolioView Portfolio(decimal quantity) => new()
    {
        Portfolio = "mm",
        Epoch = 1,
        Version = 1,
        AsOf = default,
        Currency = "USDT",
        Complete = true,
        MissingMembers = [],
        Positions =
        [
            new()
            {
                Instrument = new("some", "BTC-PERP"),
                Account = "main",
                Portfolio = "mm",
                Quantity = quantity,
                OpenCost = quantity * 100,
                AverageEntry = 100,
                Realized = 0,
                Unrealized = 0,
                Fees = 0,
                FeesUnconverted = new Dictionary<string, decimal>(),
                Funding = 0,
                Total = 0,
                Reason = null,
                Mark = 100,
                MarkSource = MarkSource.Mid,
                MarkTime = default,
                Settle = "USDT",
                Contract = new(ContractKind.Linear, 1),
                Fills = 1,
                LastFillAt = default,
                StateHash = "",
            },
        ],
        TotalsBySettle = new Dictionary<string, decimal>(),
        Realized = 0,
        Unrealized = 0,
        Fees = 0,
        Funding = 0,
        Total = 0,
        PartialTotal = 0,
        Missing = [],
        FxVersion = 1,
    };
}
