using Ballast.Domain.Pnl.Attribution;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Risk;

namespace Ballast.Cluster.Tests.Risk;

/// <summary>Forecasts of a firm from what its desks closed; members are instruments whose pushes the test sends.</summary>
public sealed class PortfolioTreeForecastTests(BallastCluster cluster)
{
    private const int Points = 250;
    private const long GridMicros = 100_000;

    private readonly string _firm = BallastCluster.Unique("firm");
    private readonly string _desk = BallastCluster.Unique("desk");
    private readonly string _other = BallastCluster.Unique("desk");
    private readonly string _alone = BallastCluster.Unique("alone");
    private readonly InstrumentId _first = cluster.SomePerpetual();
    private readonly InstrumentId _second = cluster.SomePerpetual();
    private Instant _start;
    private int _version;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Forecasts_and_backtests_of_a_firm_are_those_of_one_portfolio_that_holds_what_its_desks_hold()
    {
        await Publish();
        await cluster.Client.SetParent(_desk, _firm, Token);
        await cluster.Client.SetParent(_other, _firm, Token);
        await Join();
        await Close(_desk, _first, 0, 20, second => second - 8);
        await Close(_other, _second, 0, 20, second => -3);
        await Close(_alone, _first, 0, 20, second => second - 8);
        await Close(_alone, _second, 0, 20, second => -3);

        var (firm, alone) = (await Forecasts(_firm, _desk, _other), await Forecasts(_alone));

        Assert.Equal(Enumerable.Range(0, 21).Select(At), firm.Select(forecast => forecast.At));
        Assert.Equal(alone.Select(forecast => forecast.At), firm.Select(forecast => forecast.At));
        foreach (var (wanted, found) in alone.Zip(firm))
        {
            Assert.Equal((wanted.Reason, wanted.Observations), (found.Reason, found.Observations));
            Assert.Equal(wanted.Pnl!.Value, found.Pnl!.Value, 1e-9);
            Assert.Equal(wanted.Figures, found.Figures);
        }

        Assert.True(firm[^1].Figures[0].ValueAtRisk > 0);
        var (tests, single) = ((await cluster.Portfolio(_firm).GetRisk(new(_firm))).Backtests, (await cluster.Portfolio(_alone).GetRisk(new(_alone))).Backtests);
        Assert.Equal(single.Select(test => (test.Method, test.Observations, test.Exceptions)), tests.Select(test => (test.Method, test.Observations, test.Exceptions)));
        Assert.True(tests[0].Observations > 5);
    }

    [Fact]
    public async Task A_restarted_firm_goes_on_with_the_next_points_and_a_desk_that_leaves_is_not_waited_for()
    {
        await Publish();
        await cluster.Client.SetParent(_desk, _firm, Token);
        await cluster.Client.SetParent(_other, _firm, Token);
        await Join();
        await Close(_desk, _first, 0, 10, _ => 2);
        await Close(_other, _second, 0, 10, _ => 2);
        var before = await Forecasts(_firm, _desk, _other);
        await cluster.Deactivate(cluster.Portfolio(_firm));
        await Close(_desk, _first, 11, 12, _ => 2);
        await Close(_other, _second, 11, 12, _ => 2);

        var after = await Forecasts(_firm, _desk, _other);
        Assert.Equal(Enumerable.Range(0, 13).Select(At), after.Select(forecast => forecast.At));
        Assert.Equal(before.Select(forecast => forecast.Pnl), after[..11].Select(forecast => forecast.Pnl));

        await cluster.Client.SetParent(_other, null, Token);
        await Close(_desk, _first, 13, 14, _ => 2);
        Assert.Equal(Enumerable.Range(0, 15).Select(At), (await Forecasts(_firm, _desk)).Select(forecast => forecast.At));
    }

    /// <summary>Before anything closes, so that nobody closes without somebody.</summary>
    private async Task Join()
    {
        foreach (var (portfolio, instrument) in new[] { (_desk, _first), (_other, _second), (_alone, _first), (_alone, _second) })
        {
            await cluster.Portfolio(portfolio).RecordMember(instrument);
            await cluster.Portfolio(portfolio).Flush();
        }
    }

    private Instant At(int second) => new(_start.Micros + (second * Instant.PerSecond));

    private async Task Publish()
    {
        var random = new Random(5);
        _start = new((Some.Now.Micros / Instant.PerSecond * Instant.PerSecond) - (40 * Instant.PerSecond));
        Instant Time(int point) => new(_start.Micros + (point * GridMicros));
        var feed = await cluster.StartFeed();
        foreach (var instrument in new[] { _first, _second })
        {
            var mid = 1_000.0;
            await feed.Publish(Enumerable.Range(0, Points).Select(i => (i, mid += random.Next(-10, 11)))
                .Select(at => Some.Snapshot(instrument, at.Item2 - 1, at.Item2 + 1, Time(at.i))).ToArray());
        }

        await feed.Publish(Some.Snapshot(_first, 999, 1001, Time(Points + 30)), Some.Snapshot(_second, 999, 1001, Time(Points + 30)));
    }

    private async Task Close(string portfolio, InstrumentId instrument, int from, int to, Func<int, decimal> quantity)
    {
        await cluster.Portfolio(portfolio).OnPositions([new()
        {
            Instrument = instrument,
            Epoch = 1,
            Version = ++_version,
            JournalLength = 1,
            Positions = [],
            Settle = "USDT",
            Closed =
            [
                .. Enumerable.Range(from, to - from + 1).Select(second => new ClosedValue
                {
                    At = At(second),
                    Value = PnlAttribution.Zero,
                    Mark = 1_000 + second,
                    Mid = null,
                    Quantity = quantity(second),
                    Contract = new ContractValue(ContractKind.Linear, 1),
                }),
            ],
        }]);
    }

    private async Task<ForecastView[]> Forecasts(string portfolio, params string[] desks)
    {
        foreach (var name in desks.Append(portfolio))
        {
            await cluster.Portfolio(name).Flush();
        }

        return [.. await cluster.Client.GetForecasts(portfolio, default, new(Instant.MaxMicros), cancellationToken: Token)];
    }
}
