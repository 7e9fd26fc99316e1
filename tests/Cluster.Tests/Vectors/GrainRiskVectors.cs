using System.Text.Json;
using Ballast.Domain.Risk;
using Ballast.Domain.Tests;

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

    private static async Task CheckPortfolio(JsonElement vector)
    {
        var (input, expected) = (vector.GetProperty("input"), vector.GetProperty("expected"));
        await using var cluster = await BallastCluster.Start(new()
        {
            FollowsRecording = true,
            Options = options => options.Risk.Confidence = input.GetProperty("confidence").GetDouble(),
        });
        var series = SharedFolder.Vectors(File).GetProperty("series");
        var legs = input.GetProperty("series").EnumerateArray().Zip(input.GetProperty("exposures").EnumerateArray(), (name, exposure) =>
            (Instrument: cluster.SomePerpetual(), Exposure: exposure.GetDecimal(), Mids: Mids(series.GetProperty(name.GetString()!)))).ToArray();
        await Publish(cluster, legs);
        foreach (var leg in legs)
        {
            await Hold(cluster, leg.Instrument, leg.Exposure / Price);
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
        var end = At(count - 1) + GridSampler.ClosingDelay;
        await feed.Publish(legs.Select(leg => Some.Trade(leg.Instrument, "end") with { VenueTime = end, ReceivedAt = end }));
    }

    private static async Task Hold(BallastCluster cluster, InstrumentId instrument, decimal quantity)
    {
        // A position of nothing is one that was closed again.
        var fill = Some.Fill(instrument, "mm", "t1", Price, quantity == 0 ? 1 : Math.Abs(quantity), quantity < 0 ? Side.Sell : Side.Buy);
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
