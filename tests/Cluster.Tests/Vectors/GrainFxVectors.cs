using System.Globalization;
using System.Text.Json;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Pnl.Fx;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Testing.Vectors;

namespace Ballast.Cluster.Tests.Vectors;

[Trait("check", "vectors")]
public sealed class GrainFxVectors
{
    /// <summary>Vectors count from 0, which as a stamp means that none is known.</summary>
    private static readonly Instant Start = new(1_700_000_000_000_000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Every_reference_vector_holds_through_books_rates_and_a_portfolio() => VectorCases.CheckEach("fx_rollup.json", async vector =>
    {
        // Rates, report currency and age limit are those of the whole cluster.
        await using var cluster = await BallastCluster.Start(new()
        {
            FollowsRecording = true,
            Options = options =>
            {
                options.ReportCurrency = vector.Text("reporting");
                options.Fx.MaxAge = TimeSpan.FromMilliseconds(vector.GetProperty("max_age_ms").GetInt64());
            },
        });
        await PublishRates(cluster, vector);
        foreach (var amount in vector.GetProperty("amounts").EnumerateObject())
        {
            await Earn(cluster, amount.Name, amount.Value.Amount(), Time(vector.GetProperty("now")));
        }

        await Check(cluster, vector);
    });

    /// <summary>Each rate is the mid of a spot book; then the recording goes on to the time that ages are measured from.</summary>
    private static async Task PublishRates(BallastCluster cluster, JsonElement vector)
    {
        var feed = await cluster.StartFeed();
        var now = Time(vector.GetProperty("now"));
        var rates = vector.GetProperty("rates").EnumerateArray().OrderBy(rate => rate.GetProperty("ts").GetInt64()).ToArray();
        for (var i = 0; i < rates.Length; i++)
        {
            var (baseAsset, quote) = (rates[i].Text("base"), rates[i].Text("quote"));
            var spot = new InstrumentId(string.Create(CultureInfo.InvariantCulture, $"venue{i:0000}"), $"{baseAsset}{quote}");
            cluster.Terms.Add(new() { Id = spot, Kind = ContractKind.Spot, Base = baseAsset, Quote = quote, Settle = quote });
            var (mid, at) = (rates[i].GetProperty("mid").Amount(), Time(rates[i].GetProperty("ts")));
            var half = Math.Max(Math.Abs(mid) * 0.5m, mid > 0 ? 0 : 1);
            await feed.Publish(Some.Snapshot(spot, (double)(mid - half), (double)(mid + half), at) with { ReceivedAt = at < now ? at : now });
            await cluster.Fx.Add(spot);
            await cluster.Book(spot).Flush();
        }

        var clock = new InstrumentId("venue", "CLOCK");
        await feed.Publish(Some.Trade(clock, "now") with { VenueTime = now, ReceivedAt = now });
    }

    /// <summary>A round trip without fees that leaves the amount and no position.</summary>
    private static async Task Earn(BallastCluster cluster, string asset, decimal amount, Instant at)
    {
        var instrument = new InstrumentId("venue", $"{asset}-PERP");
        cluster.Terms.Add(new() { Id = instrument, Kind = ContractKind.Linear, Base = "ITEM", Quote = asset, Settle = asset });
        var bought = Math.Max(1m, 1m - amount);
        var receipts = await cluster.Client.RecordFills(
            [
                Some.Fill(instrument, "firm", "in", bought) with { VenueTime = at },
                Some.Fill(instrument, "firm", "out", bought + amount, side: Side.Sell) with { VenueTime = at, VenueSequence = 1 },
            ],
            Token);
        Assert.All(receipts, receipt => Assert.Equal(FillOutcome.Recorded, receipt.Outcome));
        await cluster.Inventory(instrument).Flush();
    }

    private static async Task Check(BallastCluster cluster, JsonElement vector)
    {
        var (expected, reporting) = (vector.GetProperty("expected"), vector.Text("reporting"));
        var (view, table) = await AtOneTable(cluster);
        Assert.Equal(Time(vector.GetProperty("now")), table.Now);
        Assert.Equal((true, reporting, table.Version), (view.Complete, view.Currency, view.FxVersion));
        foreach (var amount in vector.GetProperty("amounts").EnumerateObject())
        {
            var conversion = table.Convert(amount.Name, reporting);
            var wanted = expected.GetProperty("converted").GetProperty(amount.Name);
            Assert.True(wanted.ValueKind == JsonValueKind.Null == conversion is null, $"{amount.Name}: expected {wanted}, was {conversion}");
            VectorCases.Near(amount.Value, view.TotalsBySettle[amount.Name], $"total in {amount.Name}");
            if (conversion is not null)
            {
                Assert.Equal(wanted.GetProperty("path").EnumerateArray().Select(asset => asset.GetString()!), conversion.Path);
                VectorCases.Near(wanted.GetProperty("rate"), conversion.Rate, $"rate of {amount.Name}");
                VectorCases.Near(wanted.GetProperty("value"), view.TotalsBySettle[amount.Name] * conversion.Rate, $"value of {amount.Name}");
            }
        }

        var missing = expected.GetProperty("missing").EnumerateArray().Select(asset => $"no fresh rate from {asset.GetString()} to {reporting}");
        Assert.Equal(missing.Order(StringComparer.Ordinal), view.Missing.Order(StringComparer.Ordinal));
        VectorCases.Near(expected.GetProperty("partial_total"), view.PartialTotal, "partial total");
        VectorCases.Near(expected.GetProperty("total"), view.Total, "total");
    }

    /// <summary>A view and the table it was converted with, which its version names.</summary>
    private static async Task<(PortfolioView View, FxTable Table)> AtOneTable(BallastCluster cluster)
    {
        var (view, table) = (default(PortfolioView), default(FxTable));
        await Testing.Processes.Eventually.Until(
            "a view and the table are of one version",
            Waiting.Patience,
            async () =>
            {
                (view, table) = (await cluster.Client.GetPortfolio("firm", Token), await cluster.Fx.GetTable());
                return view.FxVersion == table.Version;
            },
            Token);
        return (view!, table!);
    }

    private static Instant Time(JsonElement millis) => Start + TimeSpan.FromMilliseconds(millis.GetInt64());
}
