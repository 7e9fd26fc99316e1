using System.Globalization;
using System.Text.Json;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Analytics;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Testing.Vectors;
using Xunit;

namespace Ballast.Domain.Tests.MarketData;

[Trait("check", "vectors")]
public sealed class BookVectorTests
{
    [Fact]
    public void Books_have_the_figures_of_the_reference_vectors() => VectorCases.Check("order_book.json", _ => true, vector =>
    {
        var book = new OrderBook();
        book.Apply(isSnapshot: true, Levels(vector, "bids"), Levels(vector, "asks"));
        var (bids, asks) = (book.AllBids(), book.AllAsks());
        var expected = vector.GetProperty("expected");

        var figures = BookAnalytics.Figures(book.BestBid, book.BestAsk);
        Assert.Equal(expected.Text("state"), State(figures.Top));
        Assert.Equal(figures.Top, book.Top);
        VectorCases.Near(expected.GetProperty("best_bid"), figures.BestBid, "best bid");
        VectorCases.Near(expected.GetProperty("best_ask"), figures.BestAsk, "best ask");
        VectorCases.Near(expected.GetProperty("mid"), figures.Mid, "mid");
        VectorCases.Near(expected.GetProperty("spread"), figures.Spread, "spread");
        VectorCases.Near(expected.GetProperty("spread_bps"), figures.SpreadBps, "spread bps");
        VectorCases.Near(expected.GetProperty("weighted_mid"), figures.WeightedMid, "weighted mid");
        Assert.Equal(figures.Top == TopOfBook.Normal, book.Mid is not null);
        Assert.True(book.Mid is not { } mid || Near((double)figures.Mid!.Value, mid, 1e-12), "the book's own mid");

        foreach (var depth in vector.GetProperty("depths").EnumerateArray().Select(depth => depth.GetInt32()))
        {
            var wanted = expected.GetProperty("imbalance").GetProperty(depth.ToString(CultureInfo.InvariantCulture));
            VectorCases.Near(wanted, (decimal?)BookAnalytics.Imbalance(bids, asks, depth).Value, $"imbalance {depth}");
        }

        foreach (var bps in vector.GetProperty("bps").EnumerateArray())
        {
            var within = BookAnalytics.Depth(bids, asks, bps.Amount());
            var wanted = expected.GetProperty("depth_within_bps").GetProperty(bps.GetString()!);
            VectorCases.Near(wanted.GetProperty("bid"), within.Bid, $"bids within {bps} bps");
            VectorCases.Near(wanted.GetProperty("ask"), within.Ask, $"asks within {bps} bps");
        }

        Executions(vector, bids, asks);
    });

    [Fact]
    public void Order_flow_matches_the_reference_vectors() => VectorCases.Check("mm_analytics.json", IsA("order_flow_imbalance"), vector =>
    {
        var quotes = vector.GetProperty("input").GetProperty("quotes").EnumerateArray().Select(quote =>
        {
            var n = quote.EnumerateArray().Select(number => (double)number.Amount()).ToArray();
            return (Bid: new BookLevel(n[0], n[1]), Ask: new BookLevel(n[2], n[3]));
        }).ToArray();
        var tolerance = vector.GetProperty("tolerance").GetDouble();
        var expected = vector.GetProperty("expected");
        var steps = quotes.Zip(quotes.Skip(1), (from, to) => OrderFlow.Step(from.Bid, from.Ask, to.Bid, to.Ask)).ToArray();
        Assert.Equal(expected.GetProperty("steps").EnumerateArray().Select(step => (double)step.Amount()), steps, (a, b) => Near(a, b, tolerance));

        var live = new OrderFlow(seconds: 10);
        foreach (var (bid, ask) in quotes)
        {
            live.Observe(new(1), bid, ask);
        }

        Assert.True(Near((double)expected.GetProperty("total").Amount(), live.At(new(1)).Value!.Value, tolerance), "total");
    });

    [Fact]
    public void Vpin_matches_the_reference_vectors() => VectorCases.Check("mm_analytics.json", IsA("vpin"), vector =>
    {
        var input = vector.GetProperty("input");
        var buckets = new VolumeBuckets((double)input.GetProperty("bucket_volume").Amount(), input.GetProperty("window").GetInt32());
        foreach (var trade in input.GetProperty("trades").EnumerateArray())
        {
            buckets.Add(trade[0].GetString() == "buy" ? TakerSide.Buy : TakerSide.Sell, (double)trade[1].Amount());
        }

        var (expected, tolerance) = (vector.GetProperty("expected"), vector.GetProperty("tolerance").GetDouble());
        Assert.Equal(expected.GetProperty("completed_buckets").GetInt64(), buckets.Completed);
        var partial = expected.GetProperty("partial_bucket");
        Assert.True(Near((double)partial.GetProperty("buy").Amount(), buckets.Partial.Buy, tolerance), "partial buys");
        Assert.True(Near((double)partial.GetProperty("sell").Amount(), buckets.Partial.Sell, tolerance), "partial sells");
        if (expected.Given("vpin") is { } vpin)
        {
            Assert.True(Near((double)vpin.Amount(), buckets.Vpin!.Value, tolerance), $"vpin {buckets.Vpin}");
            Assert.Equal(new(buckets.Vpin, true, null), buckets.Now());
        }
        else
        {
            Assert.Null(buckets.Vpin);
            Assert.NotNull(buckets.Now().Reason);
        }
    });

    private static void Executions(JsonElement vector, BookLevel[] bids, BookLevel[] asks)
    {
        var contract = vector.GetProperty("contract");
        var value = new ContractValue(Enum.Parse<ContractKind>(contract.Text("kind"), ignoreCase: true), contract.GetProperty("multiplier").Amount());
        var sizes = vector.GetProperty("sizes").EnumerateArray().ToArray();
        var executions = vector.GetProperty("expected").GetProperty("execute").EnumerateArray().ToArray();
        Assert.Equal(executions.Length, sizes.Length);
        foreach (var (size, wanted) in sizes.Zip(executions))
        {
            var side = size[0].GetString() == "buy" ? Side.Buy : Side.Sell;
            var execution = BookAnalytics.Execute(bids, asks, side, size[1].Amount(), value);
            var what = $"{side} {size[1].GetString()}";
            Assert.Equal(
                (wanted.GetProperty("complete").GetBoolean(), wanted.GetProperty("levels_used").GetInt32()),
                (execution.IsComplete, execution.LevelsUsed));
            VectorCases.Near(wanted.GetProperty("filled"), execution.Filled, $"{what}: filled");
            VectorCases.Near(wanted.GetProperty("vwap"), execution.Vwap, $"{what}: vwap");
            VectorCases.Near(wanted.GetProperty("worst_price"), execution.WorstPrice, $"{what}: worst price");
            VectorCases.Near(wanted.GetProperty("cost_vs_mid_settle"), execution.CostVsMid, $"{what}: cost");
            VectorCases.Near(wanted.GetProperty("cost_vs_mid_bps"), execution.CostVsMidBps, $"{what}: cost bps");
        }
    }

    private static BookLevel[] Levels(JsonElement vector, string side) =>
        [.. vector.GetProperty(side).EnumerateArray().Select(level => new BookLevel((double)level[0].Amount(), (double)level[1].Amount()))];

    private static string State(TopOfBook top) => top switch
    {
        TopOfBook.Empty => "empty",
        TopOfBook.OneSided => "one_sided",
        TopOfBook.Normal => "normal",
        TopOfBook.Locked => "locked",
        _ => "crossed",
    };

    private static Func<JsonElement, bool> IsA(string kind) => vector => vector.Text("kind") == kind;

    private static bool Near(double expected, double actual, double tolerance) =>
        Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected));
}
