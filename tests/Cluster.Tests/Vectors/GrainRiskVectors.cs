using System.Text.Json;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Mids;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Stress;
using Ballast.Grains.Interfaces.Risk;
using Ballast.Testing.Vectors;

namespace Ballast.Cluster.Tests.Vectors;

[Trait("check", "vectors")]
public sealed class GrainRiskVectors
{
    private const string File = "var_es.json";
    private const long GridMicros = 100_000;

    /// <summary>Newest price of every instrument, so that exposures are whole multiples of it.</summary>
    private const decimal Price = 100m;

    private static readonly Instant Start = new(1_700_000_000_000_000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Every_portfolio_vector_holds_through_grains() => VectorCases.CheckEach(File, CheckPortfolio, vector => vector.Text("kind") == "portfolio");

    [Fact]
    public Task Every_stress_vector_holds_through_grains() => VectorCases.CheckEach(File, CheckStress, vector => vector.Text("kind") == "stress");

    private static async Task CheckStress(JsonElement vector)
    {
        var (input, expected) = (vector.GetProperty("input"), vector.GetProperty("expected"));
        await using var cluster = await BallastCluster.Start(new() { FollowsRecording = true });
        var prices = input.GetProperty("prices").EnumerateObject().ToDictionary(price => price.Name, price => price.Value.GetDouble());
        var legs = input.GetProperty("legs").EnumerateArray().Select(leg => Terms(leg)).ToArray();
        Assert.Equal("USDT", input.Text("reporting"));

        // Coins convert by a spot book of their own, which the shock of the coin moves too.
        var spots = prices.Keys.Select(coin => (Id: cluster.SomeSpot(coin, "USDT"), Coin: coin)).ToArray();
        Array.ForEach(legs, cluster.Terms.Add);
        var feed = await cluster.StartFeed();
        await feed.Publish(spots.Select(spot => (spot.Id, spot.Coin)).Concat(legs.Select(leg => (leg.Id, Coin: leg.Base)))
            .Select(book => Some.Snapshot(book.Id, prices[book.Coin] * 0.5, prices[book.Coin] * 1.5, At(0))));
        foreach (var coin in prices.Keys)
        {
            await cluster.WaitForRate(coin, "USDT", _ => true);
        }

        foreach (var (terms, leg) in legs.Zip(input.GetProperty("legs").EnumerateArray()))
        {
            await Hold(cluster, terms.Id, leg.GetProperty("qty").GetDecimal(), (decimal)prices[terms.Base]);
        }

        var rows = expected.GetProperty("rows").EnumerateArray().ToArray();
        var results = await cluster.Client.RunStress("mm", [.. rows.Select((row, i) => Scenario(i, row.GetProperty("shock")))], Token);

        var tolerance = Math.Max(vector.GetProperty("tolerance").GetDouble(), 1e-8);
        foreach (var (row, result) in rows.Zip(results))
        {
            var byLeg = row.GetProperty("pnl_by_leg").EnumerateArray().Select(pnl => pnl.GetDouble()).ToArray();
            Near(row.GetProperty("total").GetDouble(), result.Pnl, tolerance, $"{result.Scenario.Name}: total ({string.Join("; ", result.Missing)})");
            Assert.All(legs.Zip(byLeg), pair =>
                Near(pair.Second, result.Legs.Single(leg => leg.Instrument == pair.First.Id).Pnl, tolerance, $"{result.Scenario.Name}: {pair.First.Id}"));
        }
    }

    private static StressScenario Scenario(int row, JsonElement shock) => new()
    {
        Name = $"row {row}",
        Kind = StressKind.Shock,
        Shocks = [.. shock.EnumerateObject().Select(move => new StressShock(move.Name, move.Value.GetDouble()))],
    };

    private static Instrument Terms(JsonElement leg) => new()
    {
        Id = new(BallastCluster.Unique("venue"), $"{leg.Text("underlying")}-{leg.Text("kind")}"),
        Kind = Enum.Parse<ContractKind>(leg.Text("kind"), ignoreCase: true),
        Base = leg.Text("underlying"),
        Quote = leg.Text("kind") == "inverse" ? "USD" : "USDT",
        Settle = leg.Text("settle"),
        Multiplier = leg.GetProperty("multiplier").GetDecimal(),
    };

    private static async Task CheckPortfolio(JsonElement vector)
    {
        var (input, expected) = (vector.GetProperty("input"), vector.GetProperty("expected"));
        await using var cluster = await BallastCluster.Start(new()
        {
            FollowsRecording = true,
            Options = options => options.Risk.Confidence = input.GetProperty("confidence").GetDouble(),
        });
        var series = ReferenceVectors.Read(File).GetProperty("series");
        var legs = input.GetProperty("series").EnumerateArray().Zip(input.GetProperty("exposures").EnumerateArray(), (name, exposure) =>
            (Instrument: cluster.SomePerpetual(), Exposure: exposure.GetDecimal(), Mids: Mids(series.GetProperty(name.GetString()!)))).ToArray();
        await Publish(cluster, legs);
        foreach (var leg in legs)
        {
            await Hold(cluster, leg.Instrument, leg.Exposure / Price, Price);
        }

        var risk = await cluster.Client.GetRisk("mm", Token);

        Assert.True(risk.Missing.Count == 0, string.Join("; ", risk.Missing));
        Assert.Equal(legs[0].Mids.Length - 1, risk.Observations);
        var tolerance = vector.GetProperty("tolerance").GetDouble();
        var figures = risk.Methods.ToDictionary(figure => figure.Method);
        (string Name, double? Value)[] sums =
        [
            ("historical_var_type1", risk.ValueAtRisk),
            ("historical_es_fractional", risk.ExpectedShortfall),
            ("historical_var_type7", figures[RiskMethods.HistoricalInterpolated].ValueAtRisk),
            ("parametric_var", figures[RiskMethods.Normal].ValueAtRisk),
            ("parametric_es", figures[RiskMethods.Normal].ExpectedShortfall),
        ];
        Assert.All(sums, sum => Near(expected.GetProperty(sum.Name).GetDouble(), sum.Value, tolerance, sum.Name));
        CheckComponents(risk, [.. legs.Select(leg => leg.Instrument)], expected, tolerance);
    }

    /// <summary>A position of nothing is not among the components, which is as good as parts of 0.</summary>
    private static void CheckComponents(RiskView risk, InstrumentId[] instruments, JsonElement expected, double tolerance)
    {
        (string Name, Func<RiskComponent, double?> Of)[] parts =
        [
            ("component_var", part => part.NormalValueAtRisk),
            ("component_es_historical", part => part.HistoricalShortfall),
            ("incremental_var", part => part.Incremental),
            ("standalone_parametric_var", part => part.Standalone),
        ];
        foreach (var (name, of) in parts)
        {
            Assert.All(instruments.Zip(expected.GetProperty(name).EnumerateArray()), pair =>
            {
                var part = risk.Components.SingleOrDefault(component => component.Instrument == pair.First);
                Near(pair.Second.GetDouble(), part is null ? 0 : of(part), tolerance, $"{name} of {pair.First}");
            });
        }

        Assert.All(instruments.Zip(expected.GetProperty("marginal_var").EnumerateArray()), pair =>
        {
            if (risk.Components.SingleOrDefault(component => component.Instrument == pair.First) is { } part)
            {
                Near(pair.Second.GetDouble(), part.Marginal, tolerance, $"marginal_var of {pair.First}");
            }
        });
    }

    /// <summary>Mids of which each is the one before moved by the series, and the last is the price.</summary>
    private static double[] Mids(JsonElement moves)
    {
        double[] mids = [1, .. moves.EnumerateArray().Select(move => move.GetDouble())];
        for (var i = 1; i < mids.Length; i++)
        {
            mids[i] = mids[i - 1] * (1 + mids[i]);
        }

        var scale = (double)Price / mids[^1];
        return Array.ConvertAll(mids, mid => mid * scale);
    }

    private static async Task Publish(BallastCluster cluster, IReadOnlyList<(InstrumentId Instrument, decimal Exposure, double[] Mids)> legs)
    {
        var feed = await cluster.StartFeed();
        var count = legs[0].Mids.Length;
        await feed.Publish(Enumerable.Range(0, count).SelectMany(i => legs.Select(leg => Some.Snapshot(leg.Instrument, leg.Mids[i] * 0.5, leg.Mids[i] * 1.5, At(i)))));

        // The last point closes by this and none after it; no mid is another.
        var end = At(count - 1) + SamplingGrid.ClosingDelay;
        await feed.Publish(legs.Select(leg => Some.Trade(leg.Instrument, "end") with { VenueTime = end, ReceivedAt = end }));
    }

    private static async Task Hold(BallastCluster cluster, InstrumentId instrument, decimal quantity, decimal price)
    {
        // A position of nothing is one that was closed again.
        var fill = Some.Fill(instrument, "mm", "t1", price, quantity == 0 ? 1 : Math.Abs(quantity), quantity < 0 ? Side.Sell : Side.Buy);
        Fill[] fills = quantity == 0 ? [fill, fill with { TradeId = "t2", Side = Side.Sell }] : [fill];
        Assert.All(await cluster.Client.RecordFills(fills, Token), receipt => Assert.Equal(FillOutcome.Recorded, receipt.Outcome));
        await cluster.Portfolio("mm").Until(
            p => p.Complete && p.Positions.Any(position => position.Instrument == instrument && position.Quantity == quantity && (quantity == 0 || position.Mark is not null)),
            $"the position in {instrument}");
    }

    private static void Near(double expected, double? actual, double tolerance, string what) =>
        Assert.True(
            actual is { } known && Math.Abs(known - expected) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{what}: expected {expected}, was {actual}");

    private static Instant At(int point) => new(((Start.Micros / GridMicros) + point) * GridMicros);
}
