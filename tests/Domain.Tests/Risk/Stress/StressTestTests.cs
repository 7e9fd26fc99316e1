using System.Text.Json;
using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;
using Ballast.Domain.Risk.Stress;
using Ballast.Domain.Tests.Risk.Methods;
using Ballast.Testing.Vectors;
using Xunit;

namespace Ballast.Domain.Tests.Risk.Stress;

public sealed class StressTestTests
{
    private const double Rounding = 1e-9;
    private static readonly InstrumentId Spot = new("a", "BTCUSDT");
    private static readonly InstrumentId Cross = new("a", "ETHBTC");
    private static readonly InstrumentId Perp = new("b", "BTC-PERP");
    private static readonly InstrumentId Coin = new("b", "XBTUSD");
    private static readonly InstrumentId Dollar = new("a", "USDTUSD");
    private static readonly ContractValue OfSpot = new(ContractKind.Spot, 1);
    private static readonly RiskLeg SpotLeg = new(Spot, OfSpot, 1, 60_000, "USDT");
    private static readonly RiskLeg PerpLeg = new(Perp, new(ContractKind.Linear, 1), 1, 60_000, "USDT");
    private static readonly RiskLeg CoinLeg = new(Coin, new(ContractKind.Inverse, 1), 60_000, 60_000, "BTC");
    private static readonly RiskLeg DollarLeg = new(Dollar, OfSpot, 1_000, 1, "USD");

    private static readonly StressTerms Terms = new()
    {
        Pairs = new Dictionary<InstrumentId, AssetPair>
        {
            [Spot] = new("BTC", "USDT"), [Cross] = new("ETH", "BTC"), [Perp] = new("BTC", "USDT"), [Coin] = new("BTC", "USD"), [Dollar] = new("USDT", "USD"),
        },
    };

    [Fact]
    [Trait("check", "vectors")]
    public void Stresses_of_the_reference_vectors_have_their_known_answers()
    {
        var series = ReferenceVectors.Read("var_es.json").GetProperty("series");
        VectorCases.Check("var_es.json", vector => vector.Text("kind") == "stress", vector =>
        {
            var v = new RiskVector(vector, series);
            var reporting = v.InputText("reporting");
            var prices = v.Element("prices").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetDecimal());
            var named = v.Element("legs").EnumerateArray().Select((leg, i) => (Leg: Leg(leg, i, prices), Underlying: leg.Text("underlying"))).ToArray();
            var terms = new StressTerms
            {
                Pairs = named.Select(leg => (leg.Leg.Instrument, leg.Underlying)).Concat(prices.Keys.Select(asset => (Instrument: new InstrumentId("spot", asset), Underlying: asset)))
                    .ToDictionary(pair => pair.Instrument, pair => new AssetPair(pair.Underlying, reporting)),
            };
            var inputs = Of(reporting, [.. named.Select(leg => leg.Leg)]) with
            {
                Rates = prices.ToDictionary(p => p.Key, p => new FxLeg(p.Key, p.Value, [new(new("spot", p.Key), false)])).Append(new(reporting, new(reporting, 1, []))).ToDictionary(),
            };
            foreach (var row in v.Expected("rows").EnumerateArray())
            {
                var result = StressTest.Run(inputs, Shock([.. row.GetProperty("shock").EnumerateObject().Select(s => (s.Name, s.Value.GetDouble()))]), terms);
                v.NearAll(row.GetProperty("pnl_by_leg"), [.. result.Legs.Select(leg => (double?)leg.Pnl)], "pnl_by_leg");
                v.Near(row.GetProperty("total"), result.Pnl, "total");
            }
        });
    }

    [Fact]
    public void An_instrument_beats_its_asset_which_beats_the_star()
    {
        RiskLeg[] legs = [SpotLeg, PerpLeg, new(Cross, OfSpot, 10, 0.05m, "BTC")];
        Result(-6_000, Run("USDT", legs[..1], Shock(("a/BTCUSDT", -0.1), ("BTC", -0.2), ("*", -0.3))));
        Result(-6_000 - 12_000, Run("USDT", legs[..2], Shock(("a/BTCUSDT", -0.1), ("BTC", -0.2), ("*", -0.3))));
        Result(-18_000, Run("USDT", legs[..1], Shock(("ETH", -0.2), ("*", -0.3))));
    }

    [Fact]
    public void A_cross_of_two_assets_that_fall_alike_stays_and_doubles_when_its_quote_halves()
    {
        // 10 ETH at 0.05 BTC: half a bitcoin more, at 30,000.
        RiskLeg[] legs = [new(Cross, OfSpot, 10, 0.05m, "BTC")];
        Result(0, Run("USDT", legs, Shock(("*", -0.3))));
        Result(15_000, Run("USDT", legs, Shock(("BTC", -0.5))));
    }

    [Fact]
    public void The_star_leaves_money_alone_until_it_is_named()
    {
        Result(0, Run("USD", [DollarLeg], Shock(("*", -0.3))));
        Result(-300, Run("USD", [DollarLeg], Shock(("USDT", -0.3))));
        Result(-300, StressTest.Run(Of("USD", [DollarLeg]), Shock(("*", -0.3)), Terms with { Money = new HashSet<string>() }));
    }

    [Fact]
    public void A_follower_moves_with_the_instrument_named() => Result(
        -6_000, StressTest.Run(Of("USDT", [PerpLeg]) with { Follows = new Dictionary<InstrumentId, InstrumentId> { [Perp] = Spot } }, Shock(("a/BTCUSDT", -0.1)), Terms));

    [Fact]
    public void An_inverse_contract_is_converted_at_the_shocked_rate() => Result(-18_000, Run("USDT", [CoinLeg], Shock(("*", -0.3))));

    /// <summary>
    /// USDT at 0.90 of what it was. A coin bought with it for 60,000 is worth what it was, but the USDT spent would not be; so a future gains too. In
    /// USDT it is the same, measured in what one USDT was worth before.
    /// </summary>
    [Theory]
    [InlineData("USD", "spot", 6_000)]
    [InlineData("USD", "perp", 6_000)]
    [InlineData("USD", "coin", 0)]
    [InlineData("USD", "dollar", -100)]
    [InlineData("USD", "cash", -400)]
    [InlineData("USD", "coins", 0)]
    [InlineData("USDT", "spot", 6_000)]
    [InlineData("USDT", "perp", 6_000)]
    [InlineData("USDT", "coin", 0)]
    [InlineData("USDT", "dollar", -100)]
    [InlineData("USDT", "cash", -400)]
    [InlineData("USDT", "coins", 0)]
    [InlineData("USDT", "seventy thousand", -7_000)]
    public void A_lost_peg_moves_prices_in_the_asset_and_conversions_of_it(string currency, string what, double expected)
    {
        RiskLeg[] legs = what switch { "spot" => [SpotLeg], "perp" => [PerpLeg], "coin" => [CoinLeg], "dollar" => [DollarLeg], _ => [] };
        RiskBalance[] balances = what switch
        {
            "cash" => [new("USDT", 5_000), new("USDT", -1_000)],
            "seventy thousand" => [new("USDT", 70_000)],
            "coins" => [new("BTC", 0.1m)],
            _ => [],
        };
        var depeg = new StressScenario { Name = "USDT", Kind = StressKind.Depeg, Shocks = [new("USDT", -0.1)] };
        var result = StressTest.Run(Of(currency, legs) with { Balances = balances }, depeg, Terms);
        Result(expected, result);
        Assert.Equal(balances.Length > 0 ? expected : 0, result.Balances, Rounding);
    }

    [Fact]
    public void An_outage_loses_what_the_venue_held_for_us_and_no_debt()
    {
        RiskLeg[] legs = [SpotLeg with { Quantity = 2 }, new(Cross, OfSpot, -10, 0.05m, "BTC"), PerpLeg];
        AccountBalance[] balances =
        [
            new("a", "main", "USDT", 1_000, 500), new("a", "second", "USDT", 1_000, -3_000), new("a", "main", "BTC", 0.1m, 0), new("b", "main", "USDT", 70, 0),
        ];
        var result = StressTest.Run(Of("USDT", legs), StressScenarios.Outage("a"), Terms with { Balances = balances });
        Result(-120_000 - 1_500 - 6_000, result);
        Assert.Equal([new(Spot, -120_000), new(Cross, 0)], result.Legs);
        Result(-70, StressTest.Run(Of("USDT", legs), StressScenarios.Outage("b"), Terms with { Balances = balances }));
        var unknown = StressTest.Run(Of("USDT", legs), StressScenarios.Outage("a"), Terms with { Balances = [new("a", "main", "USDT", 1_000, null)] });
        Assert.Equal((null, -120_000, "the USDT balance of a main is not known"), (unknown.Pnl, unknown.PartialPnl, unknown.Missing.Single()));
    }

    [Fact]
    public void Prices_down_by_half_take_half_of_the_profit_held_in_coin()
    {
        // 10,000 contracts of 100 USD bought at 60,000 and sold at 61,700.
        var profit = 1_000_000m * ((1 / 60_000m) - (1 / 61_700m));
        RiskBalance[] balances = [new("BTC", profit), new("USDT", 1_000)];
        var inputs = Of("USDT", []) with { Balances = balances, Rates = new Dictionary<string, FxLeg> { ["USDT"] = new("USDT", 1, []), ["BTC"] = new("BTC", 61_602, [new(Spot, false)]) } };
        Assert.Equal((0.459m, 28_288), (Math.Round(profit, 3), Math.Round((double)profit * 61_602)));

        var result = StressTest.Run(inputs, StressScenarios.Default.Single(scenario => scenario.Name == "prices -50%"), Terms);

        Result((double)profit * -30_801, result);
        Assert.Equal((-14_144, result.Pnl!.Value), (Math.Round(result.Pnl!.Value), result.Balances));
        Assert.Empty(result.Legs);
        Result((double)profit * -30_801, StressTest.Run(inputs, Shock(("a/BTCUSDT", -0.5)), Terms));
        Result((double)profit * -6_160.2, StressTest.Run(
            inputs, new() { Name = "then", Kind = StressKind.Window, To = new(Instant.PerSecond) }, Terms with { WindowMoves = new Dictionary<InstrumentId, double> { [Spot] = -0.1 } }));
    }

    [Fact]
    public void A_balance_concerns_only_stresses_that_change_its_worth()
    {
        RiskBalance[] balances = [new("BTC", 0.1m, "a main: a fee is not known"), new("USDT", 5, "b main: no mark"), new("XYZ", 1)];
        StressResult Of(StressScenario scenario) => StressTest.Run(StressTestTests.Of("USDT", []) with { Balances = balances }, scenario, Terms);
        StressScenario Depeg(string asset) => Shock((asset, -0.5)) with { Kind = StressKind.Depeg };

        var shock = Of(Shock(("BTC", -0.5)));
        Assert.Equal(["a main: a fee is not known", "no conversion of XYZ"], shock.Missing);
        Assert.Equal((null, -3_000), (shock.Pnl, shock.PartialPnl));
        Assert.Equal(["b main: no mark"], Of(Depeg("USDT")).Missing);
        Assert.Equal(["a main: a fee is not known"], Of(Depeg("BTC")).Missing);
        Assert.Equal(["no conversion of XYZ"], Of(Depeg("XYZ")).Missing);
        Result(0, Of(Depeg("USDC")));
        Result(0, Of(new() { Name = "funding", Kind = StressKind.FundingSpike, Size = 0.01 }));
        Assert.Equal(["USDC"], Of(Shock(("XYZ", -0.1), ("USDT", 0.1), ("a/BTCUSDT", 0.1), ("USDC", 0.1))).Untouched);
    }

    [Fact]
    public void Funding_is_paid_by_longs_and_shorts_and_not_by_spot()
    {
        // 60,000 each, 2 × 1 %; the inverse contracts are worth 1 BTC.
        var spike = new StressScenario { Name = "funding", Kind = StressKind.FundingSpike, Size = 0.01, Periods = 2 };
        var result = Run("USDT", [SpotLeg, PerpLeg with { Quantity = -1 }, CoinLeg], spike);
        Result(-2_400, result);
        Assert.Equal([Perp, Coin], result.Legs.Select(leg => leg.Instrument));
    }

    [Fact]
    public void Wider_spreads_cost_the_difference()
    {
        var wide = new StressScenario { Name = "wide", Kind = StressKind.SpreadWidening, Size = 10 };
        var terms = Terms with { CloseCosts = new Dictionary<InstrumentId, double> { [Spot] = 4 } };
        Result(-36, StressTest.Run(Of("USDT", [SpotLeg, SpotLeg]), wide, terms));
        var partial = StressTest.Run(Of("USDT", [SpotLeg, PerpLeg]), wide, terms);
        Assert.Equal((null, -36, "the cost to close b/BTC-PERP is not known"), (partial.Pnl, partial.PartialPnl, partial.Missing.Single()));
    }

    [Fact]
    public void A_window_takes_the_moves_that_were_and_names_those_it_lacks()
    {
        var window = new StressScenario { Name = "then", Kind = StressKind.Window, From = new(0), To = new(Instant.PerSecond) };
        var terms = Terms with { WindowMoves = new Dictionary<InstrumentId, double> { [Spot] = -0.25 } };
        Result(-15_000, StressTest.Run(Of("USDT", [SpotLeg]), window, terms));
        Result(-30_000, StressTest.Run(Of("USDT", [SpotLeg, PerpLeg]) with { Follows = new Dictionary<InstrumentId, InstrumentId> { [Perp] = Spot } }, window, terms));
        var partial = StressTest.Run(Of("USDT", [SpotLeg, PerpLeg]), window, terms);
        Assert.Equal((null, -15_000, "no move of b/BTC-PERP in the window"), (partial.Pnl, partial.PartialPnl, partial.Missing.Single()));
    }

    [Fact]
    public void What_cannot_be_revalued_is_named_and_the_rest_is_partial()
    {
        RiskLeg[] legs = [SpotLeg, new(new("c", "X"), OfSpot, 1, 5, "USDT"), PerpLeg with { Settle = "XYZ" }, CoinLeg with { Mark = 0 }];
        foreach (var scenario in StressScenarios.Default.Where(s => s.Kind == StressKind.Shock))
        {
            var result = StressTest.Run(Of("USDT", legs) with { Missing = ["d/Y main: no mark"] }, scenario, Terms);
            Assert.Null(result.Pnl);
            Assert.Equal(60_000 * scenario.Shocks[0].Move, result.PartialPnl, Rounding);
            Assert.Equal(
                ["d/Y main: no mark", "b/XBTUSD: mark 0 and multiplier 1 must be positive", "base and quote of c/X are not known", "no conversion of XYZ"], result.Missing);
        }
    }

    [Fact]
    public void A_name_that_nothing_goes_by_is_told_and_not_passed_over()
    {
        AccountBalance[] balances = [new("a", "main", "EUR", 5, 0), new("c", "main", "GBP", 0, 0)];
        IReadOnlyList<string> Untouched(StressScenario scenario) =>
            StressTest.Run(Of("USDT", [SpotLeg, CoinLeg, PerpLeg with { Quantity = 0 }]), scenario, Terms with { Balances = balances }).Untouched;
        Assert.Equal(["BTCC", "ETH", "b/BTC-PERP"], Untouched(Shock(("BTCC", -0.5), ("BTC", -0.3), ("*", -0.1), ("ETH", -0.2), ("b/XBTUSD", -0.2), ("b/BTC-PERP", -0.2))));
        Assert.Equal(["USDC", "GBP"], Untouched(Shock(("USDT", -0.1), ("USD", -0.1), ("EUR", -0.1), ("USDC", -0.1), ("GBP", -0.1)) with { Kind = StressKind.Depeg }));
        Assert.Equal(["bb"], Untouched(StressScenarios.Outage("bb")));
        Assert.Empty(Untouched(StressScenarios.Outage("b")));
        Assert.Equal(["c"], Untouched(StressScenarios.Outage("c")));
    }

    [Fact]
    public void Nothing_held_loses_nothing() =>
        Assert.All(StressScenarios.For(Of("USDT", [SpotLeg with { Quantity = 0 }])), scenario => Assert.Equal("0", Run("USDT", [], scenario).Pnl.ToString()));

    [Fact]
    public void A_faulty_scenario_is_an_error() =>
        Assert.Contains("Size NaN must be", Assert.Throws<ArgumentException>(() => Run("USDT", [], new() { Name = "x", Kind = StressKind.FundingSpike, Size = double.NaN })).Message, StringComparison.Ordinal);

    private static RiskLeg Leg(JsonElement leg, int index, Dictionary<string, decimal> prices)
    {
        var underlying = leg.Text("underlying");
        return new(
            new("leg", $"{index}"), new(Enum.Parse<ContractKind>(leg.Text("kind"), ignoreCase: true), leg.GetProperty("multiplier").GetDecimal()),
            leg.GetProperty("qty").GetDecimal(), prices[underlying], leg.Text("settle"));
    }

    private static StressScenario Shock(params (string Target, double Move)[] shocks) =>
        new() { Name = "shock", Kind = StressKind.Shock, Shocks = [.. shocks.Select(s => new StressShock(s.Target, s.Move))] };

    private static StressResult Run(string currency, RiskLeg[] legs, StressScenario scenario) => StressTest.Run(Of(currency, legs), scenario, Terms);

    /// <summary>USDT and USD convert at a fixed 1, bitcoin by its spot price.</summary>
    private static RiskInputs Of(string currency, RiskLeg[] legs) => new()
    {
        Currency = currency,
        Legs = legs,
        Samples = [],
        Rates = new Dictionary<string, FxLeg> { ["USDT"] = new("USDT", 1, []), ["USD"] = new("USD", 1, []), ["BTC"] = new("BTC", 60_000, [new(Spot, false)]) },
        Settings = SomePortfolio.Settings,
    };

    private static void Result(double expected, StressResult actual)
    {
        Assert.Empty(actual.Missing);
        Assert.Equal(expected, actual.Pnl!.Value, Rounding);
        Assert.Equal(actual.Pnl, actual.PartialPnl);
    }
}
