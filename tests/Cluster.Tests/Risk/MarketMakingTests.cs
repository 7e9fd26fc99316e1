using Ballast.Client;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Analytics;
using Ballast.Domain.MarketData.Events;
using Ballast.Domain.Risk.Quoting;
using Ballast.Grains.Interfaces.Portfolios;

namespace Ballast.Cluster.Tests.Risk;

public sealed class MarketMakingTests(BallastCluster cluster)
{
    private readonly InstrumentId _instrument = cluster.SomePerpetual();
    private readonly string _portfolio = BallastCluster.Unique("desk");
    private readonly Instant _start = new((Some.Now.Micros / Instant.PerSecond * Instant.PerSecond) - (30 * Instant.PerSecond));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Figures_served_are_those_of_the_pure_functions_on_the_inputs_shown_and_these_those_of_the_feed()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var (events, distances, mids) = SomeMarket(random);

        var feed = await cluster.StartFeed();
        await feed.Publish(events);
        await Record(
            Some.Fill(_instrument, _portfolio, "t1", 1_000, 3) with { VenueTime = At(1) },
            Some.Fill(_instrument, _portfolio, "t2", 1_000, 2) with { VenueTime = At(4.5) },
            Some.Fill(_instrument, _portfolio, "t3", 1_000, 4, Side.Sell) with { VenueTime = At(9.2) });

        var view = Assert.Single(await cluster.Client.GetMarketMaking(_portfolio, cancellationToken: Token));

        var (inputs, inventory) = (view.Inputs!, view.Inventory);
        var fit = FillIntensity.Fit([.. distances], TimeSpan.FromSeconds(20));
        Assert.Equal((mids[^1], 200, 0.01, 60, 1m), (inputs.Mid, inputs.Intensity.Observations, inputs.Gamma, inputs.Horizon.TotalSeconds, inputs.Size));
        Assert.Equal(fit.K!.Value, inputs.Intensity.K!.Value, 1e-9);
        Assert.Equal(fit.A!.Value, inputs.Intensity.A!.Value, 1e-9);
        var squares = mids.Skip(1).Zip(mids, (after, before) => Math.Log(after / before)).Sum(r => r * r);
        Assert.Equal(Math.Sqrt(squares / 20), inputs.Volatility.Value!.Value, 1e-12);

        Assert.Equal([QuoteView.AvellanedaStoikov, QuoteView.Glft], view.Quotes.Select(quote => quote.Model));
        foreach (var quote in view.Quotes)
        {
            var (s, q, g, sigma, a, k, d) = (quote.Mid!.Value, quote.Inventory!.Value, quote.Gamma, quote.Sigma!.Value, quote.A!.Value, quote.K!.Value, quote.Delta!.Value);
            var pure = (quote.Model == QuoteView.Glft ? QuotingModels.Glft(s, q, g, sigma, (a, k), d) : QuotingModels.AvellanedaStoikov(s, q, g, sigma, quote.TimeLeft, k))!.Value;
            Assert.Equal((pure.Reservation, pure.Bid, pure.Ask, pure.HalfSpread, null), (quote.Reservation, quote.Bid, quote.Ask, quote.HalfSpread, quote.Reason));
            Assert.Equal((1, sigma), (q, inputs.Volatility.Value!.Value * mids[^1]));
        }

        // 1 is left of the second fill; from the first on 3, 5 and 1 were held, and 6 traded after it.
        Assert.Equal(1m, inventory.Quantity);
        Assert.Equal((inventory.At - At(4.5)).TotalSeconds, inventory.Age!.Value.TotalSeconds, 1e-6);
        var seconds = inventory.Observations;
        double[] levels = [.. Enumerable.Range(1, seconds).Select(s => s < 4.5 ? 3.0 : s < 9.2 ? 5 : 1)];
        Assert.Equal(seconds - 1, inventory.Window.TotalSeconds);
        Assert.Equal((6m, levels.Average()), (inventory.Traded, inventory.MeanInventory));
        Assert.Equal(6 / levels.Average(), inventory.Turnover!.Value, 1e-12);
        var halfLife = InventoryHalfLife.Fit(levels, TimeSpan.FromSeconds(1))!;
        Assert.Equal((halfLife.Phi, halfLife.Seconds, halfLife.MeanLevel), (inventory.Phi, inventory.HalfLifeSeconds, inventory.MeanLevel));
    }

    /// <summary>21 seconds of a book with ten trades in each but the last; with the trades' distances from the mid, and the mids.</summary>
    private (List<MarketEvent> Events, List<double> Distances, List<double> Mids) SomeMarket(Random random)
    {
        var (events, distances, mids) = (new List<MarketEvent>(), new List<double>(), new List<double>());
        for (var second = 0; second <= 20; second++)
        {
            var mid = 1_000 + random.Next(-20, 21);
            mids.Add(mid);
            events.Add(Some.Snapshot(_instrument, mid - 1, mid + 1, At(second)));
            for (var i = 1; i <= 10 && second < 20; i++)
            {
                var (taker, distance) = (random.Next(2) == 0 ? TakerSide.Buy : TakerSide.Sell, 1 + Math.Round(-Math.Log(1 - random.NextDouble()) * 3, 2));
                distances.Add(distance);
                events.Add(Some.Trade(_instrument, $"{second}-{i}") with
                {
                    VenueTime = At(second + (i * 0.05)),
                    ReceivedAt = At(second + (i * 0.05)),
                    Taker = taker,
                    Price = taker == TakerSide.Buy ? mid + distance : mid - distance,
                });
            }
        }

        return (events, distances, mids);
    }

    [Fact]
    public async Task Ages_and_levels_are_the_same_after_a_restart_of_the_inventory()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 99, 101));
        await Record(Some.Fill(_instrument, _portfolio, "t1") with { VenueTime = At(0) }, Some.Fill(_instrument, _portfolio, "t2") with { VenueTime = At(10) });

        await cluster.Deactivate(cluster.Inventory(_instrument));
        var after = (await cluster.Inventory(_instrument).GetInventoryFigures(new(_portfolio)))!;

        Assert.Equal((after.At - At(5)).TotalSeconds, after.Age!.Value.TotalSeconds, 1e-6);
        Assert.Equal((2m, 1m), (after.Quantity, after.Traded));
        Assert.True(after.Observations > 20);
    }

    [Fact]
    public async Task An_aversion_that_is_given_goes_before_the_configured_one_and_a_bad_one_is_refused()
    {
        var feed = await cluster.StartFeed();
        await feed.Publish(Some.Snapshot(_instrument, 99, 101));
        await Record(Some.Fill(_instrument, _portfolio, "t1"));

        var view = Assert.Single(await cluster.Client.GetMarketMaking(_portfolio, 0.5, Token));

        Assert.Equal(0.5, view.Inputs!.Gamma);
        Assert.All(view.Quotes, quote => Assert.Equal((0.5, null), (quote.Gamma, quote.Reservation)));
        Assert.All(view.Quotes, quote => Assert.Contains("returns are known", quote.Reason, StringComparison.Ordinal));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => cluster.Client.GetMarketMaking(_portfolio, -1, Token));
        await Assert.ThrowsAsync<BallastNotFoundException>(() => cluster.Client.GetMarketMaking(BallastCluster.Unique("nobody"), cancellationToken: Token));
    }

    private Instant At(double seconds) => _start + TimeSpan.FromSeconds(seconds);

    private Task Record(params Fill[] fills) => cluster.Inventory(_instrument).RecordEvents(new(_portfolio), fills);
}
