using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Ballast.Reliability.Tests.Recorded;
using Ballast.Testing.Processes;
using Ballast.Testing.Recorded;
using Xunit;

namespace Ballast.Reliability.Tests.Paper;

/// <summary>A replay with the paper maker, judged from its report and the raw recordings alone.</summary>
public sealed class PaperReplayTests(PaperReplays replays, RecordedMarket market)
{
    private const int LeastFills = 50;

    [Fact]
    public async Task Twice_the_same_replay_gives_the_same_bytes()
    {
        var all = await replays.All;
        Assert.All(all, finished => Assert.Equal(0, finished.Code));
        Assert.All(all, finished => Assert.Empty(finished.Complaints));

        Assert.All(all, finished => Assert.Equal(all[0].Output, finished.Output));
        var inputs = Enumerable.Range(0, all.Length).Select(replay => File.ReadAllText(replays.RiskInputs(replay))).ToArray();
        Assert.All(inputs, text => Assert.Equal(inputs[0], text));
    }

    [Fact]
    public async Task The_maker_trades_on_every_venue_and_ends_with_inventory()
    {
        var report = await Read();
        var positions = report.Portfolio("main").GetProperty("positions").EnumerateArray().ToArray();

        Assert.Equal(market.All.Select(raw => raw.Instrument).Order(StringComparer.Ordinal), positions.Select(p => p.Text("instrument")).Order(StringComparer.Ordinal));
        Assert.Contains(positions, position => position.Number("quantity") != 0);
        foreach (var position in positions)
        {
            var fills = FillsOf(report, position.Text("instrument"));
            Assert.True(fills.Length >= LeastFills, $"{position.Text("instrument")}: {fills.Length} fills");
            Assert.Equal(fills.Length, position.GetProperty("fills").GetInt64());
            Assert.Equal(fills.Sum(f => Sign(f) * f.GetProperty("fill").Number("quantity")), position.Number("quantity"));
            Assert.Equal(fills.Length, fills.Select(f => f.GetProperty("fill").Text("tradeId")).Distinct().Count());
        }
    }

    [Fact]
    public async Task Every_paper_fill_rests_on_a_recorded_trade_that_came_later_and_went_through_the_quote()
    {
        foreach (var filled in (await Read()).GetProperty("paperFills").EnumerateArray())
        {
            var fill = filled.GetProperty("fill");
            var trade = market.Raw(fill.Text("instrument")).Trades[filled.Text("tradeId")];

            Assert.Equal(trade.Price, filled.Number("tradePrice"));
            Assert.Equal(trade.Amount, filled.Number("tradeAmount"));
            Assert.Equal(trade.Venue, filled.Micros("tradeVenueTime"));
            Assert.Equal(trade.Arrival, filled.Micros("tradeReceivedAt"));
            Assert.Equal(trade.Venue, fill.Micros("venueTime"));

            // Later than the quote on both clocks, so nothing was quoted in hindsight.
            Assert.True(trade.Arrival >= filled.Micros("placedAt"), $"{filled}");
            Assert.True(trade.Venue > filled.Micros("bookVenueTime"), $"{filled}");

            var (quote, isBuy) = (filled.Number("quotePrice"), filled.Text("quoteSide") == "buy");
            Assert.Equal(filled.Text("quoteSide"), fill.Text("side"));
            Assert.Equal(isBuy ? "sell" : "buy", trade.Side);
            Assert.True(isBuy ? trade.Price < quote : trade.Price > quote, $"{filled}");
            Assert.Equal(quote, fill.Number("price"));
        }
    }

    [Fact]
    public async Task No_trade_fills_a_quote_by_more_than_it_traded()
    {
        var byTrade = (await Read()).GetProperty("paperFills").EnumerateArray().GroupBy(filled =>
            (Instrument: filled.GetProperty("fill").Text("instrument"), Trade: filled.Text("tradeId"), Order: filled.GetProperty("fill").Text("orderId")));

        foreach (var group in byTrade)
        {
            var filled = group.Sum(f => f.GetProperty("fill").Number("quantity"));
            Assert.True(filled > 0);
            Assert.True(filled <= market.Raw(group.Key.Instrument).Trades[group.Key.Trade].Amount, $"{group.Key}: {filled}");
        }
    }

    [Fact]
    public async Task Every_total_is_the_cash_of_the_fills_plus_what_is_held_at_the_recorded_mid()
    {
        var report = await Read();
        foreach (var position in report.Portfolio("main").GetProperty("positions").EnumerateArray())
        {
            var (contract, raw) = (position.GetProperty("contract"), market.Raw(position.Text("instrument")));
            BigInteger ValueAt(BigInteger price) => Exact.Value(contract.Text("kind"), Exact.Of(contract, "multiplier"), price);

            var (cash, held) = (BigInteger.Zero, BigInteger.Zero);
            foreach (var fill in FillsOf(report, position.Text("instrument")).Select(f => f.GetProperty("fill")))
            {
                var moved = (fill.Text("side") == "buy" ? 1 : -1) * Exact.Of(fill, "quantity");
                held += moved;
                cash -= Exact.Times(moved, ValueAt(Exact.Of(fill, "price"))) + Exact.Of(fill, "fee");
            }

            Assert.Equal(raw.FinalMid, position.Number("mark"));
            var total = cash + Exact.Times(held, ValueAt(Exact.Of(position, "mark")));
            Assert.Equal(total, Exact.Of(position, "total"));
            Assert.Equal(
                Exact.Of(position, "total"),
                Exact.Of(position, "realized") + Exact.Of(position, "unrealized") - Exact.Of(position, "fees") + Exact.Of(position, "funding"));
        }
    }

    [Fact]
    public async Task Every_fill_pays_2_basis_points_of_its_notional_and_the_positions_show_it()
    {
        var report = await Read();
        foreach (var position in report.Portfolio("main").GetProperty("positions").EnumerateArray())
        {
            var (contract, paid) = (position.GetProperty("contract"), BigInteger.Zero);
            foreach (var fill in FillsOf(report, position.Text("instrument")).Select(f => f.GetProperty("fill")))
            {
                var value = Exact.Value(contract.Text("kind"), Exact.Of(contract, "multiplier"), Exact.Of(fill, "price"));
                var notional = BigInteger.Abs(Exact.Times(Exact.Of(fill, "quantity"), value));
                Assert.Equal((position.Text("settle"), "maker"), (fill.Text("feeAsset"), fill.Text("liquidity")));

                // Rounded once, to 18 decimals.
                Assert.InRange(Exact.Of(fill, "fee") - Exact.Times(Exact.Of("0.0002"), notional), -Exact.Of("5e-19"), Exact.Of("5e-19"));
                paid += Exact.Of(fill, "fee");
            }

            Assert.True(paid > 0);
            Assert.Equal(paid, Exact.Of(position, "fees"));
        }
    }

    [Fact]
    public async Task The_portfolio_adds_up_in_usdt_at_the_final_spot_mid()
    {
        var portfolio = (await Read()).Portfolio("main");
        var spot = market.Raw("binance/BTCUSDT").FinalMid.ToString(CultureInfo.InvariantCulture);
        Assert.Equal("USDT", portfolio.Text("currency"));
        Assert.True(portfolio.GetProperty("complete").GetBoolean());
        Assert.Empty(portfolio.GetProperty("missing").EnumerateArray());

        foreach (var figure in (string[])["total", "realized", "unrealized", "fees", "funding"])
        {
            var sum = BigInteger.Zero;
            foreach (var position in portfolio.GetProperty("positions").EnumerateArray())
            {
                var own = Exact.Of(position, figure);
                sum += position.Text("settle") == "BTC" ? Exact.Times(own, Exact.Of(spot)) : own;
            }

            Assert.Equal(sum, Exact.Of(portfolio, figure));
        }
    }

    [Fact]
    public async Task Value_at_risk_and_shortfall_follow_from_the_mids_of_the_recording()
    {
        var portfolio = (await Read()).Portfolio("main");
        var risk = portfolio.GetProperty("risk");
        var scenarios = new RecordedScenarios([.. market.All], TimeSpan.FromSeconds(1));
        var pnl = scenarios.Pnl(portfolio);
        var (valueAtRisk, shortfall) = RecordedScenarios.Tail(pnl, 0.99);

        Assert.Equal(0.99, risk.GetProperty("confidence").GetDouble());
        Assert.Equal("00:00:01", risk.Text("horizon"));
        Assert.Equal(scenarios.LastClosed, risk.Micros("asOf"));
        Assert.Equal(pnl.Length, risk.GetProperty("observations").GetInt32());
        Assert.InRange(risk.GetProperty("valueAtRisk").GetDouble() / valueAtRisk, 1 - 1e-9, 1 + 1e-9);
        Assert.InRange(risk.GetProperty("expectedShortfall").GetDouble() / shortfall, 1 - 1e-9, 1 + 1e-9);
        Assert.True(shortfall >= valueAtRisk && valueAtRisk > 0);
    }

    [Fact]
    public async Task Forecasts_are_made_of_every_second_and_tested_against_what_happened()
    {
        var report = await Read();
        using var export = JsonDocument.Parse(await File.ReadAllBytesAsync(replays.RiskInputs(0), TestContext.Current.CancellationToken));
        var forecasts = export.RootElement.GetProperty("portfolios")[0].GetProperty("forecasts").EnumerateArray().ToArray();
        var ended = forecasts.Where(forecast => forecast.GetProperty("pnl").ValueKind == JsonValueKind.Number).ToArray();
        Assert.True(ended.Length >= RecordingCounts.Current.LeastForecasts, $"{ended.Length} of {forecasts.Length} forecasts have an outcome");
        Assert.Equal(forecasts.Select(forecast => forecast.Micros("at")).Distinct().Order(), forecasts.Select(forecast => forecast.Micros("at")));

        var backtests = report.Portfolio("main").GetProperty("risk").GetProperty("backtests").EnumerateArray().ToArray();
        var historical = backtests.Single(test => test.Text("method") == "historical");
        var tested = ended.Select(forecast => (
                Pnl: forecast.GetProperty("pnl").GetDouble(),
                Value: forecast.GetProperty("figures").EnumerateArray().Single(figure => figure.Text("method") == "historical").GetProperty("valueAtRisk")))
            .Where(forecast => forecast.Value.ValueKind == JsonValueKind.Number).ToArray();
        Assert.Equal(tested.Length, historical.GetProperty("observations").GetInt32());
        Assert.Equal(tested.Count(forecast => forecast.Pnl < -forecast.Value.GetDouble()), historical.GetProperty("exceptions").GetInt32());
        Assert.Contains(backtests, test => test.GetProperty("frequency").ValueKind != JsonValueKind.Null);
    }

    private static JsonElement[] FillsOf(JsonElement report, string instrument) =>
        [.. report.GetProperty("paperFills").EnumerateArray().Where(f => f.GetProperty("fill").Text("instrument") == instrument)];

    private static int Sign(JsonElement filled) => filled.GetProperty("fill").Text("side") == "buy" ? 1 : -1;

    private async Task<JsonElement> Read() => Report.Parse((await replays.All)[0].Output);
}
