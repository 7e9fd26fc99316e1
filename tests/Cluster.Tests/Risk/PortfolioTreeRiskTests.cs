using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Risk.Report;

namespace Ballast.Cluster.Tests.Risk;

/// <summary>Risk of a firm through real books, inventories and portfolios.</summary>
/// <remarks>On a cluster of its own: no other test's feed closes points of its instruments.</remarks>
public sealed class PortfolioTreeRiskTests(BallastCluster cluster) : IClassFixture<BallastCluster>
{
    private const int Points = 150;
    private const long GridMicros = 100_000;

    private readonly string _firm = BallastCluster.Unique("firm");
    private readonly string _desk = BallastCluster.Unique("desk");
    private readonly string _other = BallastCluster.Unique("desk");
    private readonly string _alone = BallastCluster.Unique("alone");
    private readonly InstrumentId _first = cluster.SomePerpetual();
    private readonly InstrumentId _second = cluster.SomePerpetual();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Risk_of_a_firm_is_that_of_one_portfolio_with_the_fills_of_all_its_desks()
    {
        await Publish();
        await cluster.Client.SetParent(_desk, _firm, Token);
        await cluster.Client.SetParent(_other, _firm, Token);
        await Record(_first, _desk, "1", 3);
        await Record(_first, _other, "2", -1);
        await Record(_second, _other, "3", -2);
        await Record(_first, _alone, "1", 3);
        await Record(_first, _alone, "2", -1);
        await Record(_second, _alone, "3", -2);
        await cluster.Portfolio(_firm).Until(p => p.Complete && p.Positions.Count == 3 && p.Positions.All(held => held.Mark is not null), "three marked positions");
        await cluster.Portfolio(_alone).Until(p => p.Complete && p.Positions.Count == 2 && p.Positions.All(held => held.Mark is not null), "two marked positions");

        var (firm, alone) = (await cluster.Portfolio(_firm).GetRisk(new(_firm)), await cluster.Portfolio(_alone).GetRisk(new(_alone)));

        Assert.NotNull(firm.ValueAtRisk);
        Assert.Equal((Points + 10, alone.AsOf), (firm.Observations, firm.AsOf));
        Assert.Equal(alone.Observations, firm.Observations);
        Assert.Equal(RiskMethods.All, firm.Methods.Select(figure => figure.Method));
        foreach (var (wanted, found) in alone.Methods.Zip(firm.Methods))
        {
            // Fits end within their tolerance of each other when sums are rounded otherwise.
            Near(wanted.ValueAtRisk, found.ValueAtRisk, wanted.Method is RiskMethods.FilteredGarch or RiskMethods.StudentT ? 1e-4 : 1e-9);
            Near(wanted.ExpectedShortfall, found.ExpectedShortfall, wanted.Method is RiskMethods.FilteredGarch or RiskMethods.StudentT ? 1e-4 : 1e-9);
            Assert.Equal(wanted.Reason, found.Reason);
        }

        Assert.Equal([_first, _second], firm.Components.Select(component => component.Instrument));
        foreach (var (wanted, found) in alone.Components.Zip(firm.Components))
        {
            Assert.Equal(wanted.Exposure, found.Exposure, 1e-6);
            Near(wanted.HistoricalShortfall, found.HistoricalShortfall, 1e-9);
            Near(wanted.NormalValueAtRisk, found.NormalValueAtRisk, 1e-9);
        }

        // Net the same; gross is of ledgers, and those of two desks do not net.
        Assert.Equal(alone.Exposure!.NetNotional, firm.Exposure!.NetNotional);
        Assert.True(firm.Exposure.GrossNotional > alone.Exposure.GrossNotional);
    }

    private static void Near(double? wanted, double? found, double tolerance)
    {
        Assert.Equal(wanted is null, found is null);
        Assert.Equal(wanted ?? 0, found ?? 0, tolerance * Math.Max(1, Math.Abs(wanted ?? 0)));
    }

    private async Task Publish()
    {
        var random = new Random(11);
        var start = cluster.Time.Next().Micros / GridMicros;
        Instant At(int point) => new((start + point) * GridMicros);
        var feed = await cluster.StartFeed();
        var (first, second) = (1_000.0, 500.0);
        for (var i = 0; i < Points; i++)
        {
            (first, second) = (first + random.Next(-20, 21), second + random.Next(-10, 11));
            await feed.Publish(Some.Snapshot(_first, first - 1, first + 1, At(i)), Some.Snapshot(_second, second - 1, second + 1, At(i)));
        }

        // Points close when what has arrived is 20 of them further.
        await feed.Publish(
            Some.Snapshot(_first, first - 1, first + 1, At(Points + 30)), Some.Snapshot(_second, second - 1, second + 1, At(Points + 30)));
    }

    private Task Record(InstrumentId instrument, string portfolio, string id, decimal quantity) => cluster.Inventory(instrument).RecordEvents(
        new(portfolio),
        [Some.Fill(instrument, portfolio, $"{portfolio} {id}", quantity: Math.Abs(quantity), side: quantity < 0 ? Side.Sell : Side.Buy)]);
}
