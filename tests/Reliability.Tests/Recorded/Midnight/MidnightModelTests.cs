using System.Globalization;
using System.Text.Json;
using Ballast.Testing.Processes;
using Xunit;
using static Ballast.Reliability.Tests.Recorded.Midnight.MidnightFills;
using static Ballast.Reliability.Tests.Recorded.Midnight.MidnightMarket;

namespace Ballast.Reliability.Tests.Recorded.Midnight;

/// <summary>Half-life, quoting models, positions that follow others and margins, to 10⁻⁹ as Python works them out from fills, mids and trades alone.</summary>
[Collection(nameof(MidnightCollection))]
public sealed class MidnightModelTests(MidnightReplay replay)
{
    private static readonly string[] Traded = [Inverse, Spot, Linear];

    [Fact]
    public void Age_turnover_and_half_life_of_an_inventory_equal_a_recomputation_from_fills()
    {
        Assert.Equal(Traded.Order(StringComparer.Ordinal), replay.Making.Keys.Order(StringComparer.Ordinal));
        foreach (var (instrument, view) in replay.Making)
        {
            var (served, expected) = (view.GetProperty("inventory"), replay.RecomputedModels.GetProperty("making").GetProperty(instrument));
            Assert.Equal(replay.Report.Text("to"), served.Text("at"));
            Near(expected, served, instrument, "quantity", "observations", "meanInventory", "turnover");
            Near(expected.GetProperty("ageSeconds").GetDouble(), TimeSpan.Parse(served.Text("age"), CultureInfo.InvariantCulture).TotalSeconds, $"{instrument}: age", 1e-6);
            if (expected.TryGetProperty("phi", out _))
            {
                Near(expected, served, instrument, "phi", "halfLifeSeconds", "meanLevel");
            }
            else
            {
                Assert.Equal(JsonValueKind.Null, served.GetProperty("phi").ValueKind);
            }
        }

        Assert.Equal(JsonValueKind.Number, replay.Making[Linear].GetProperty("inventory").GetProperty("halfLifeSeconds").ValueKind);
    }

    [Fact]
    public void Quotes_of_both_models_equal_a_recomputation_from_mids_and_trades()
    {
        foreach (var (instrument, view) in replay.Making)
        {
            var expected = replay.RecomputedModels.GetProperty("making").GetProperty(instrument).GetProperty("quotes");
            Assert.Equal(2, view.GetProperty("quotes").GetArrayLength());
            foreach (var quote in view.GetProperty("quotes").EnumerateArray())
            {
                Near(expected, quote, $"{instrument} {quote.Text("model")}", "mid", "inventory", "sigma", "a", "k", "rSquared", "observations");
                Near(expected.GetProperty(quote.Text("model")), quote, $"{instrument} {quote.Text("model")}", "reservation", "bid", "ask", "halfSpread", "skew");
            }
        }
    }

    [Fact]
    public void Risk_of_a_position_that_follows_another_equals_a_recomputation_from_mids()
    {
        var (served, expected) = (replay.Report.Portfolio(Desk).GetProperty("risk"), replay.RecomputedModels.GetProperty("risk"));
        var methods = served.GetProperty("methods").EnumerateArray().ToDictionary(figure => figure.Text("method"));
        Near(expected, served, Desk, "observations");
        Assert.True(served.GetProperty("observations").GetInt32() > 100);
        foreach (var method in (string[])["historical", "normal"])
        {
            Near(expected.GetProperty(method), methods[method], method, "valueAtRisk", "expectedShortfall");
        }

        var components = served.GetProperty("components").EnumerateArray().ToDictionary(part => part.Text("instrument"));
        Assert.Equal([Linear, Spot], components.Keys.Order(StringComparer.Ordinal));
        Assert.All(components, part => Near(
            expected.GetProperty("components").GetProperty(part.Key), part.Value, part.Key, "exposure", "historicalShortfall", "normalValueAtRisk"));
    }

    [Theory]
    [InlineData(Desk, "binance-futures")]
    [InlineData(Coins, "made")]
    public void Margin_equity_and_distance_to_liquidation_equal_a_recomputation_that_tries_every_move(string portfolio, string exchange)
    {
        var served = replay.Report.Portfolio(portfolio).GetProperty("risk").GetProperty("exposure").GetProperty("accounts").EnumerateArray()
            .Single(account => account.Text("exchange") == exchange);
        var expected = replay.RecomputedModels.GetProperty("margin").GetProperty($"{portfolio}:{exchange}/a1");

        Assert.Equal("a1", served.Text("account"));
        Near(expected, served, portfolio, "equity", "marginUsed", "distanceToLiquidation");
        Assert.Equal(expected.GetProperty("liquidatedByRise").GetBoolean(), served.GetProperty("liquidatedByRise").GetBoolean());
        Assert.InRange(served.GetProperty("distanceToLiquidation").GetDouble(), 1e-3, 10);
    }

    private static void Near(JsonElement expected, JsonElement actual, string what, params string[] names)
    {
        foreach (var name in names)
        {
            Assert.True(actual.GetProperty(name).ValueKind == JsonValueKind.Number, $"{what}: {name} is {actual.GetProperty(name)}");
            Near(expected.GetProperty(name).GetDouble(), actual.GetProperty(name).GetDouble(), $"{what}: {name}", 1e-9);
        }
    }

    private static void Near(double expected, double actual, string what, double tolerance) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Abs(expected), $"{what} is {actual:R}, recomputed {expected:R}");
}
