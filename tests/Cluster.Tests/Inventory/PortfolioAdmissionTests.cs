using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Grains.Interfaces.Inventory;

namespace Ballast.Cluster.Tests.Inventory;

/// <summary>A portfolio stores the instrument before its first fill is booked, and only its own callers wait for it.</summary>
public sealed class PortfolioAdmissionTests(BallastCluster cluster)
{
    private readonly InstrumentId _instrument = cluster.SomePerpetual();
    private readonly PortfolioId _sick = new(BallastCluster.Unique("sick"));
    private readonly PortfolioId _well = new(BallastCluster.Unique("well"));

    private IInventoryGrain Inventory => cluster.Inventory(_instrument);

    [Fact]
    public async Task A_portfolio_that_does_not_answer_holds_up_no_other()
    {
        var asked = cluster.HeldPortfolios.Hold(_sick);
        var held = Record(_sick, "t1");
        var second = Record(_sick, "t2");
        await asked.WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);

        var booked = await Record(_well, "t3").WaitAsync(Waiting.Patience, TestContext.Current.CancellationToken);

        Assert.Equal((FillOutcome.Recorded, 1m), (booked.Receipts[0].Outcome, booked.Position!.Positions[0].Quantity));
        Assert.False(held.IsCompleted || second.IsCompleted);
        Assert.Equal(1, cluster.HeldPortfolios.LetGo(_sick));
        Assert.Equal([FillOutcome.Recorded, FillOutcome.Recorded], new[] { (await held).Receipts[0].Outcome, (await second).Receipts[0].Outcome });
        Assert.Contains(_instrument, await cluster.Portfolio(_sick.Name).GetMembers(_sick));
    }

    [Fact]
    public async Task A_portfolio_that_cannot_store_fails_its_own_fills_only_and_takes_them_later()
    {
        await Record(_well, "t1");
        cluster.Faults.Fail(_sick.Name, new InvalidOperationException("disk full"));
        var held = Enumerable.Range(0, 20).Select(i => Record(i % 2 == 0 ? _sick : _well, $"mixed{i}")).ToArray();

        for (var i = 0; i < held.Length; i++)
        {
            if (i % 2 == 0)
            {
                Assert.Contains("may be sent again", (await Assert.ThrowsAsync<TimeoutException>(() => held[i])).Message, StringComparison.Ordinal);
            }
            else
            {
                Assert.Equal(FillOutcome.Recorded, (await held[i]).Receipts[0].Outcome);
            }
        }

        cluster.Faults.Heal(_sick.Name);
        Assert.Equal(FillOutcome.Recorded, (await Record(_sick, "mixed0")).Receipts[0].Outcome);
    }

    [Fact]
    public async Task A_portfolio_whose_only_fill_is_a_conflict_or_refused_does_not_become_a_member()
    {
        await Record(_well, "t1");

        var conflict = await Record(_sick, "t1");
        var refused = await Inventory.RecordEvents(_sick, [Some.Fill(_instrument, _sick.Name, "t2", quantity: 0m)]);

        Assert.Equal([FillOutcome.Conflict, FillOutcome.Refused], new[] { conflict.Receipts[0].Outcome, refused.Receipts[0].Outcome });
        Assert.Empty(await cluster.Portfolio(_sick.Name).GetMembers(_sick));
    }

    private Task<RecordedFills> Record(PortfolioId portfolio, string id) => Inventory.RecordEvents(portfolio, [Some.Fill(_instrument, portfolio.Name, id)]);
}
