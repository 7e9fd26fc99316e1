using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Testing.Processes;
using StackExchange.Redis;

namespace Ballast.Cluster.Tests.Portfolios;

public sealed class PortfolioTests(BallastCluster cluster)
{
    private readonly PortfolioId _portfolio = new(BallastCluster.Unique("desk"));
    private readonly InstrumentId _first = cluster.SomePerpetual();
    private readonly InstrumentId _second = cluster.SomePerpetual();

    private IPortfolioGrain Portfolio => cluster.Portfolio(_portfolio.Name);

    [Fact]
    public async Task A_portfolio_nobody_booked_into_is_complete_and_empty()
    {
        var view = await Portfolio.GetPortfolio(_portfolio);

        Assert.Equal((true, 0, 0m), (view.Complete, view.Positions.Count, view.Total));
    }

    [Fact]
    public async Task A_portfolio_sums_its_members_in_the_report_currency()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_first, 109, 111), Some.Snapshot(_second, 79, 81));
        await Record(_first);
        await Record(_second);

        var view = await Portfolio.Until(p => p is { Complete: true, Positions.Count: 2 }, "both positions");

        Assert.Equal([_first, _second], view.Positions.Select(position => position.Instrument));
        Assert.Equal(("USDT", -10m, -10m, 0m), (view.Currency, view.Total, view.Unrealized, view.Realized));
        Assert.Empty(view.Missing);
    }

    [Fact]
    public async Task After_reactivation_it_is_incomplete_until_every_member_has_answered()
    {
        await Record(_first);
        await Record(_second);
        var before = await Portfolio.Until(p => p is { Complete: true, Positions.Count: 2 }, "both positions");
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Block(_second, release.Task);
        await cluster.Deactivate(Portfolio);

        var waiting = await Portfolio.Until(p => p.Positions.Count == 1, "the answer of the first member");
        Assert.True(waiting.Epoch > before.Epoch);
        Assert.Equal((false, (decimal?)null), (waiting.Complete, waiting.Total));
        Assert.Equal([_second], waiting.MissingMembers);
        Assert.Contains($"{_second} has not answered", waiting.Missing);

        release.SetResult();
        var complete = await Portfolio.Until(p => p.Complete, "the answer of the second member");
        Assert.Equal(2, complete.Positions.Count);
    }

    [Fact]
    public async Task A_silent_member_is_asked_while_another_does_not_answer()
    {
        await Record(_first);
        await Record(_second);
        await Portfolio.Until(p => p is { Complete: true, Positions.Count: 2 }, "both positions");
        var epoch = (await cluster.Inventory(_first).GetPosition(_portfolio))!.Epoch;
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Block(_second, release.Task);
        await cluster.Deactivate(Portfolio);
        await Portfolio.Until(p => p.Positions.Count == 1, "the answer of the first member");

        // Now the first one goes silent too, while the portfolio still waits for the second.
        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cluster.Journal.OnOpen(_first, () =>
        {
            opened.TrySetResult();
            return Task.CompletedTask;
        });
        await cluster.Deactivate(cluster.Inventory(_first));

        // The call to the second one gives up after 30 s; until then it must not be what this waits for.
        await opened.Task.WaitAsync(TimeSpan.FromSeconds(25), TestContext.Current.CancellationToken);
        release.SetResult();
        Assert.True((await cluster.Inventory(_first).GetPosition(_portfolio))!.Epoch > epoch);
    }

    [Fact]
    public async Task A_member_whose_first_fill_was_never_booked_does_not_leave_the_portfolio_incomplete()
    {
        await cluster.Inventory(_second).RecordEvents(new(BallastCluster.Unique("other")), []);
        cluster.Journal.OnAppend(_second, _ => throw new IOException("the store is down"));
        await Assert.ThrowsAsync<TimeoutException>(() => Record(_second));
        cluster.Journal.OnAppend(_second, null);
        await Record(_first);

        var view = await Portfolio.Until(p => p.Complete && p.Positions.Count == 1, "the complete portfolio");

        Assert.Equal([_second, _first], (await Portfolio.GetMembers(_portfolio)).OrderDescending());
        Assert.Empty(view.MissingMembers);
    }

    [Fact]
    public async Task Its_epoch_rises_even_when_the_store_has_lost_the_newest()
    {
        await Record(_first);
        await cluster.Deactivate(Portfolio);
        var before = (await Portfolio.GetPortfolio(_portfolio)).Epoch;
        await LoseStored();
        await cluster.Deactivate(Portfolio);

        await Portfolio.RecordMember(_first);

        Assert.True((await Portfolio.GetPortfolio(_portfolio)).Epoch > before);
    }

    [Fact]
    public async Task A_member_that_the_store_has_lost_is_stored_again_when_its_inventory_asks()
    {
        await Record(_first);
        await LoseStored();

        await Portfolio.RecordMember(_first);

        Assert.Single(Stored());
        await cluster.Deactivate(Portfolio);
        await Eventually.Until(
            "the portfolio has its member",
            Waiting.Patience,
            async () => (await Portfolio.GetPortfolio(_portfolio)).Positions.Select(position => position.Instrument).SequenceEqual([_first]),
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_position_of_an_instrument_that_is_no_member_makes_it_one()
    {
        var push = await Record(_first);
        await LoseStored();
        await cluster.Deactivate(Portfolio);

        await Portfolio.OnPositions([push]);

        await Eventually.Until("the member is stored", Waiting.Patience, () => Task.FromResult(Stored().Length == 1), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_older_position_is_dropped()
    {
        var push = await Record(_first);
        await cluster.Deactivate(cluster.Inventory(_first));
        await Portfolio.RecordMember(_second);
        var newer = Of(push, epoch: push.Epoch + 5, version: 3, quantity: 5m);
        await Portfolio.OnPositions([newer]);

        await Portfolio.OnPositions([Of(push, epoch: push.Epoch + 5, version: 2, quantity: 4m), Of(push, epoch: push.Epoch + 4, version: 9, quantity: 3m), newer with { Positions = [] }]);

        Assert.Equal(5m, Assert.Single((await Portfolio.GetPortfolio(_portfolio)).Positions).Quantity);
    }

    [Fact]
    public async Task Without_a_rate_the_total_is_unknown_and_the_part_that_converts_is_told_apart()
    {
        var inverse = Inverse(BallastCluster.Unique("COIN"), out var coin);
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_first, 109, 111), Some.Snapshot(inverse, 199, 201));
        await Record(_first);
        await Record(inverse);

        var view = await Portfolio.Until(p => p is { Complete: true, Positions.Count: 2 }, "both positions");

        Assert.Equal(((decimal?)null, 10m), (view.Total, view.PartialTotal));
        Assert.Contains(view.Missing, reason => reason.Contains(coin, StringComparison.Ordinal));

        // Inverse, 100 USD a contract, from 100 to 200: 100/100 - 100/200 = 0.5 coins.
        Assert.Equal((0.5m, 10m), (view.TotalsBySettle[coin], view.TotalsBySettle["USDT"]));
    }

    [Fact]
    public async Task With_a_spot_book_an_inverse_position_converts()
    {
        var inverse = Inverse(BallastCluster.Unique("COIN"), out var coin);
        var spot = cluster.SomeSpot(coin, "USDT");
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(spot, 999, 1_001), Some.Snapshot(inverse, 199, 201));
        await cluster.WaitForRate(coin, "USDT", rate => rate == 1_000m);
        await Record(inverse);

        await Portfolio.Until(p => p is { Complete: true, Positions.Count: 1 }, "the position");
        var view = await Portfolio.GetPortfolio(_portfolio);

        Assert.Equal((500m, 500m), (view.Total, view.PartialTotal));
        Assert.Empty(view.Missing);
    }

    private InstrumentId Inverse(string asset, out string coin)
    {
        coin = asset;
        var id = new InstrumentId(BallastCluster.Unique("venue"), "INVERSE");
        cluster.Terms.Add(new() { Id = id, Kind = ContractKind.Inverse, Base = coin, Quote = "USD", Settle = coin, Multiplier = 100m });
        return id;
    }

    private async Task<PositionPush> Record(InstrumentId instrument) =>
        (await cluster.Inventory(instrument).RecordEvents(_portfolio, [Some.Fill(instrument, _portfolio.Name, "t1")])).Position!;

    /// <summary>Ends the instrument's inventory, which cannot be activated again before <paramref name="release"/>.</summary>
    private async Task Block(InstrumentId instrument, Task release)
    {
        cluster.Journal.OnOpen(instrument, () => release);
        await cluster.Deactivate(cluster.Inventory(instrument));
    }

    private static PositionPush Of(PositionPush push, long epoch, long version, decimal quantity) => push with
    {
        Epoch = epoch,
        Version = version,
        Positions = [push.Positions[0] with { Quantity = quantity }],
    };

    private RedisKey[] Stored() => [.. cluster.Redis.Multiplexer.GetServers()[0].Keys(pattern: $"*/state/portfolio/{_portfolio.Name}/portfolio")];

    private Task LoseStored() => cluster.Redis.KeyDeleteAsync(Assert.Single(Stored()));
}
