using Ballast.Domain.Instruments;
using Ballast.Domain.Risk.Backtesting;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Scenarios;
using Ballast.Domain.Risk.Stress;
using Ballast.Grains.Interfaces.Risk;

namespace Ballast.Page.Tests;

/// <summary>Risk with figures that are easy to tell apart.</summary>
internal static class SomeRisk
{
    private static readonly InstrumentId Spot = InstrumentId.Parse("binance/BTCUSDT");
    private static readonly InstrumentId Perpetual = InstrumentId.Parse("bitmex/XBTUSD");

    /// <summary>Everything a portfolio can say, some of it not known.</summary>
    internal static RiskView Full() => Some.Risk() with
    {
        Methods =
        [
            Figure(RiskMethods.Historical) with { ValueAtRisk = 412.25, ExpectedShortfall = 530.5, QuantileType = 1 },
            Figure(RiskMethods.CornishFisher) with { ValueAtRisk = 455.5, ExpectedShortfall = 700.25, Flag = "outside the domain of Cornish-Fisher" },
            Figure(RiskMethods.StudentT) with { ValueAtRisk = null, ExpectedShortfall = null, Reason = "the series has <b>no</b> fat tails" },
            Figure(RiskMethods.MonteCarlo) with { ValueAtRisk = 401, ExpectedShortfall = 470, StandardError = 3.5, Seed = 1, Parameters = "10000 paths" },
        ],
        Components =
        [
            new() { Instrument = Spot, Exposure = 45_925.875, HistoricalShortfall = 600.5, NormalValueAtRisk = 480.25, Incremental = 300 },
            new() { Instrument = Perpetual, Exposure = -12_000, HistoricalShortfall = -70, NormalValueAtRisk = null },
            new() { Instrument = null, Exposure = 28_288.25, HistoricalShortfall = 210.75, NormalValueAtRisk = 190.5, Incremental = 101 },
        ],
        Exposure = new()
        {
            Assets =
            [
                new() { Asset = "BTC", Spot = 0.75m, Derivatives = -0.2m, Cash = 0.01m, Net = 0.56m, NetValue = 34_291.32m },
                new() { Asset = "EUR", Spot = 0m, Derivatives = 0m, Cash = 10m, Net = 10m, NetValue = null, Reason = "no fresh rate from EUR to USD" },
            ],
            Accounts = [],
            GrossNotional = 57_925.875m,
            NetNotional = 33_925.875m,
            Missing = [],
        },
        Liquidity = new()
        {
            Legs = [],
            Cost = 12.5,
            PartialCost = 12.5,
            ValueAtRisk = 424.75,
            SpreadValueAtRisk = null,
            CloseOut = TimeSpan.FromSeconds(95),
            CloseOutValueAtRisk = 1_500,
            Missing = ["binance/BTCUSDT: no history of spreads"],
        },
        Stress =
        [
            Stress(new() { Name = "prices -50%", Kind = StressKind.Shock, Shocks = [new("*", -0.5)] }, -17_000),
            Stress(new() { Name = "prices +50%", Kind = StressKind.Shock, Shocks = [new("*", 0.5)] }, 17_000),
            Stress(new() { Name = "outage bitmex", Kind = StressKind.VenueOutage, Exchange = "bitmex" }, null),
        ],
        Backtests =
        [
            new()
            {
                Method = RiskMethods.Historical, Confidence = 0.99, Horizon = TimeSpan.FromMinutes(1), Observations = 500, Exceptions = 9, Expected = 5,
                Frequency = new(2.613, 0.106), Independence = new(0.33, 0.5657), Zone = TrafficLight.Yellow, Z2 = -0.8,
            },
            new()
            {
                Method = RiskMethods.Normal, Confidence = 0.99, Horizon = TimeSpan.FromMinutes(1), Observations = 0, Exceptions = 0, Expected = 0,
                Reason = "no forecast has an outcome yet",
            },
        ],
    };

    internal static RiskInputs Inputs() => new()
    {
        Currency = "USD",
        Legs = [new(Spot, new(ContractKind.Spot, 1m), 0.123456789012345678m, 61_234.5m, "USDT")],
        Rates = new Dictionary<string, FxLeg> { ["USDT"] = new("USDT", 1m, []) },
        Samples = [new(Spot, 17, [61_000.5, double.NaN, 61_234.5])],
        Settings = new() { Grid = TimeSpan.FromSeconds(1) },
    };

    internal static StressResult Stress(StressScenario scenario, double? pnl) => new()
    {
        Scenario = scenario,
        Pnl = pnl,
        PartialPnl = pnl ?? -1,
        Legs = [],
        Missing = pnl is null ? ["the cash of bitmex is not known"] : [],
    };

    private static RiskFigure Figure(string method) => new()
    {
        Method = method,
        Confidence = 0.99,
        Horizon = TimeSpan.FromMinutes(1),
        Window = 1000,
        Observations = 750,
        ShortfallDefinition = "tail mean",
    };
}
