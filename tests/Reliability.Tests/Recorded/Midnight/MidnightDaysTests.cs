using System.Globalization;
using System.Text.Json;
using Ballast.Testing.Processes;
using Xunit;
using static Ballast.Reliability.Tests.Recorded.Midnight.MidnightFills;

namespace Ballast.Reliability.Tests.Recorded.Midnight;

/// <summary>Days at midnight and late fills in new instruments, to the last digit as Python works them out from fills, mids and rates alone.</summary>
[Collection(nameof(MidnightCollection))]
public sealed class MidnightDaysTests(MidnightReplay replay)
{
    private static readonly string[] Figures = ["total", "partialTotal", "spread", "inventory", "markBasis", "fees", "funding", "fx"];

    [Theory]
    [InlineData(Desk)]
    [InlineData(Newcomer)]
    [InlineData(Coins)]
    [InlineData(Charged)]
    [InlineData(Unrated)]
    public void The_close_of_a_day_is_what_fills_mids_and_rates_give(string portfolio)
    {
        var day = Day(portfolio);

        Assert.Equal(MidnightMarket.Day, day.GetProperty("close").Text("at"));
        Same(replay.RecomputedDays.GetProperty(portfolio).GetProperty("close"), day.GetProperty("close").GetProperty("value"), portfolio);
        Assert.Equal(portfolio == Unrated, day.GetProperty("close").GetProperty("value").GetProperty("total").ValueKind == JsonValueKind.Null);
    }

    [Theory]
    [InlineData(Desk, 2)]
    [InlineData(Newcomer, 1)]
    [InlineData(Coins, 1)]
    public void Every_late_fill_restates_the_day_by_what_it_changes_also_in_an_instrument_that_nobody_had_traded(string portfolio, int count)
    {
        var (served, expected) = (Day(portfolio).GetProperty("restatements"), replay.RecomputedDays.GetProperty(portfolio).GetProperty("restatements"));

        Assert.Equal((count, count), (served.GetArrayLength(), expected.GetArrayLength()));
        foreach (var (made, recomputed) in served.EnumerateArray().Zip(expected.EnumerateArray()))
        {
            Same(recomputed.GetProperty("old"), made.GetProperty("old"), $"{portfolio}, old");
            Same(recomputed.GetProperty("new"), made.GetProperty("new"), $"{portfolio}, new");
            Assert.StartsWith("fill ", made.Text("cause"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_fee_before_the_first_minute_of_rates_has_the_rate_of_that_minute_and_says_so()
    {
        var position = replay.Report.Portfolio(Charged).Position(MidnightMarket.Spot);

        // Of the two fees only the first is from before 23:59, when the coin has a mid for the first time at a whole minute: 44 s after 520.
        Assert.Equal((1, 0), (position.GetProperty("laterRateFees").GetInt32(), position.GetProperty("fallbackFees").GetInt32()));
        Assert.Equal(0.03m * (520m + (44 % 7 * 0.1m) + 0.05m), position.Number("fees"));
        Assert.Empty(position.GetProperty("feesUnconverted").EnumerateObject());
        Assert.Empty(replay.Report.Portfolio(Charged).GetProperty("missing").EnumerateArray());
    }

    [Fact]
    public void An_unknown_fee_leaves_the_gain_beside_it_and_the_exposure_to_other_assets()
    {
        var portfolio = replay.Report.Portfolio(Unrated);
        var position = portfolio.Position(MidnightMarket.Linear);
        var coins = portfolio.Position(MidnightMarket.OtherInverse);

        foreach (var unknown in (string[])["fees", "total"])
        {
            Assert.Equal(JsonValueKind.Null, portfolio.GetProperty(unknown).ValueKind);
            Assert.Equal(JsonValueKind.Null, position.GetProperty(unknown).ValueKind);
        }

        Assert.Equal((MidnightReplay.Gain, 0m), (position.Number("unrealized"), position.Number("partialFees")));
        Assert.Equal(0.01m, position.GetProperty("feesUnconverted").Number("OKB"));
        Assert.Equal("no rate for fees in OKB", position.Text("reason"));
        Assert.Equal(MidnightReplay.Gain, position.GetProperty("attribution").Number("partialTotal"));
        var rate = replay.Report.GetProperty("fxRates").EnumerateArray().Single(quote => quote.Text("base") == "BTC").Number("mid");
        Assert.Equal(MidnightReplay.Gain + (coins.Number("total") * rate), portfolio.Number("partialTotal"));

        var assets = portfolio.GetProperty("risk").GetProperty("exposure").GetProperty("assets").EnumerateArray().ToDictionary(asset => asset.Text("asset"));
        Assert.Equal(JsonValueKind.Null, assets["USDT"].GetProperty("net").ValueKind);
        Assert.Contains("no rate for fees in OKB", assets["USDT"].Text("reason"), StringComparison.Ordinal);
        Assert.Equal(1m + (1_000m / coins.Number("mark")) + coins.Number("total"), assets["BTC"].Number("net"), 14);
        Assert.Equal(-1_000m, assets["USD"].Number("net"));
        Assert.Equal(JsonValueKind.Number, portfolio.GetProperty("risk").GetProperty("exposure").GetProperty("grossNotional").ValueKind);
    }

    [Fact]
    public void Fees_of_a_portfolio_are_at_the_present_rate_and_those_of_its_attribution_at_the_rate_of_their_minute()
    {
        var portfolio = replay.Report.Portfolio(Coins);
        var rate = replay.Report.GetProperty("fxRates").EnumerateArray().Single(quote => quote.Text("base") == "BTC").Number("mid");

        Assert.Equal(0.000001m * rate, portfolio.Number("fees"));
        Assert.Equal(
            decimal.Parse(replay.RecomputedDays.GetProperty(Coins).GetProperty("close").Text("fees"), CultureInfo.InvariantCulture),
            portfolio.GetProperty("attribution").Number("fees"));
        Assert.NotEqual(portfolio.Number("fees"), portfolio.GetProperty("attribution").Number("fees"));
    }

    [Fact]
    public void No_mark_is_younger_than_now_although_the_venues_clock_runs_ahead()
    {
        var positions = replay.Report.GetProperty("portfolios").EnumerateArray().SelectMany(portfolio => portfolio.GetProperty("positions").EnumerateArray()).ToArray();

        Assert.True(positions.Length >= 7);
        Assert.All(positions, position => Assert.True(TimeSpan.Parse(position.Text("markAge"), CultureInfo.InvariantCulture) >= TimeSpan.Zero, $"{position}"));
    }

    private JsonElement Day(string portfolio) => Assert.Single(replay.Days[portfolio].EnumerateArray());

    private static void Same(JsonElement expected, JsonElement actual, string what)
    {
        foreach (var figure in Figures)
        {
            var wanted = expected.GetProperty(figure).GetString() is { } text ? decimal.Parse(text, CultureInfo.InvariantCulture) : (decimal?)null;
            var was = actual.GetProperty(figure).ValueKind == JsonValueKind.Null ? (decimal?)null : actual.Number(figure);
            Assert.True(wanted == was, $"{what}: {figure} is {was}, recomputed {wanted}");
        }
    }
}
