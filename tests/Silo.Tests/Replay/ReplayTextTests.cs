using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.Pnl.Attribution;
using Ballast.Domain.Pnl.Marks;
using Ballast.Domain.Risk.Backtesting;
using Ballast.Domain.Risk.Methods;
using Ballast.Domain.Risk.Report;
using Ballast.Domain.Risk.Stress;
using Ballast.Silo.Replay;
using Xunit;

namespace Ballast.Silo.Tests.Replay;

/// <summary>The report for people, of a coin whose price is far below its eighth decimal and one whose price is not known.</summary>
public sealed class ReplayTextTests
{
    private static readonly InstrumentId Coin = InstrumentId.Parse("venue/PEPE/USDT");

    [Fact]
    public void Small_prices_and_profits_are_written_with_their_digits_and_without_powers_of_ten()
    {
        var lines = Written();

        Assert.Contains("venue/PEPE/USDT  Live, mid 0.0000000061235, 2 levels applied", lines);
        Assert.Contains(lines, line => line.Trim() == "3576000 @ 0.000000006123   0.00009 @ 0.000000006124");
        Assert.Contains(lines, line => line.EndsWith("5 at 0.00000000612346, mark 0.0000000061235 (Mid), total -0.0000000123457 USDT", StringComparison.Ordinal));
    }

    [Fact]
    public void Large_figures_are_rounded_to_eight_decimals() =>
        Assert.Contains("  total 12345678901234567.12345679  realized unknown  unrealized 0  fees 0.1  funding 0", Written());

    [Fact]
    public void What_is_missing_is_told_in_words()
    {
        var lines = Written();

        Assert.Contains("  partial total 1.00000001; missing: no fresh rate from BTC to USDT", lines);
        Assert.Contains("  VaR unknown  ES unknown  historical, 0.99, horizon 00:00:01, 3 observations: too few", lines);
        Assert.Contains("  a.ndjson:7: not a JSON object", lines);
    }

    [Fact]
    public void A_reason_that_repeats_is_said_once()
    {
        RiskFigure Figure(string method, string reason) => new()
        {
            Method = method, Confidence = 0.99, Horizon = TimeSpan.FromSeconds(1), HorizonRule = HorizonRule.Direct, Window = 1000, Observations = 3,
            QuantileType = null, ShortfallDefinition = "", Parameters = "", ValueAtRisk = null, ExpectedShortfall = null, Reason = reason, AsOf = new(1),
        };
        Backtest Test(string method) => new()
        {
            Method = method, Confidence = 0.99, Horizon = TimeSpan.FromSeconds(1), Observations = 3, Exceptions = 1, Expected = 0.03, Zone = TrafficLight.TooFew, Reason = "no shortfall",
        };
        StressResult Stress(string name) => new() { Scenario = new() { Name = name, Kind = StressKind.Shock }, Pnl = null, PartialPnl = 0, Legs = [], Missing = ["no mark of X"] };
        var report = Report();
        var risk = report.Portfolios[0].Risk with
        {
            Methods = [Figure("historical", "too few"), Figure("normal", "too few"), Figure("garch", "no fit"), Figure("filtered", "no fit")],
            Stress = [Stress("a"), Stress("b")],
            Backtests = [Test("historical"), Test("normal")],
        };

        var lines = Written(report with { Portfolios = [report.Portfolios[0] with { Risk = risk }] });

        Assert.Single(lines, line => line.Contains("too few", StringComparison.Ordinal) && !line.Contains(" of 3 ", StringComparison.Ordinal));
        Assert.Equal("garch", Assert.Single(lines, line => line.Contains("no fit", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]);
        Assert.Single(lines, line => line.Contains("no mark of X", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("no shortfall", StringComparison.Ordinal));
        Assert.Equal(2, lines.Count(line => line.Contains("1 of 3", StringComparison.Ordinal) && line.Contains("too few", StringComparison.Ordinal)));
    }

    [Fact]
    public void Balances_are_a_component_beside_the_instruments()
    {
        var risk = Report().Portfolios[0].Risk with
        {
            Components =
            [
                new() { Instrument = Coin, Exposure = -12, HistoricalShortfall = 3 },
                new() { Instrument = null, Exposure = 28_288.5, HistoricalShortfall = 210.25, NormalValueAtRisk = 190.5, Incremental = 101 },
            ],
        };

        var lines = Written(Report() with { Portfolios = [Report().Portfolios[0] with { Risk = risk }] });

        string[] Words(string name) => Assert.Single(lines, line => line.StartsWith($"    {name} ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("-12", Words($"{Coin}")[1]);
        Assert.Equal(["balances", "28288.5", "210.25", "190.5", "101"], Words("balances"));
    }

    [Fact]
    public void Figures_that_are_rounded_and_parts_at_other_rates_say_so()
    {
        var known = Portfolio();
        var lines = Written(Report() with { Portfolios = [known with
        {
            Positions = [known.Positions[0] with { Rounded = true, FallbackFees = 2, LaterRateFees = 1 }],
            Attribution = PnlAttribution.Zero with { Fees = 1m, Fx = 2m },
        }] });

        Assert.Contains(lines, line => line.EndsWith("total -0.0000000123457 USDT, rounded, 2 fees at a fallback rate, 1 fee at the rate of a later minute", StringComparison.Ordinal));
        Assert.Contains("  of it spread 0  inventory 0  mark basis 0  fees -1  funding 0  fx 2 (each minute at its own rate)", lines);
    }

    [Fact]
    public void A_fee_without_a_rate_is_unknown_and_the_profit_beside_it_is_told()
    {
        const string missing = "binance/BTCUSDT main: no rate for fees in BNB";
        var lines = Written(Report() with { Portfolios = [Portfolio() with
        {
            Realized = 0m, Unrealized = 931.61m, Fees = null, Total = null, PartialTotal = 931.61m, Missing = [missing],
            Attribution = PnlAttribution.Zero with { Fees = null, Total = null, Reason = "a fee is not converted" },
        }] });

        Assert.Contains("  total unknown  realized 0  unrealized 931.61  fees unknown  funding 0", lines);
        Assert.Contains("  of it spread 0  inventory 0  mark basis 0  fees unknown  funding 0  fx 0 (a fee is not converted)", lines);
        Assert.Contains($"  partial total 931.61; missing: {missing}", lines);
    }

    private static string[] Written(ReplayReport? report = null)
    {
        using var text = new StringWriter();
        ReplayText.Write(report ?? Report(), text);
        return text.ToString().Split(Environment.NewLine);
    }

    private static ReplayReport Report() => new()
    {
        From = new(0),
        To = new(1),
        Messages = 1,
        StepsBack = 0,
        Superseded = 0,
        ExchangeMessages = new Dictionary<string, IReadOnlyDictionary<string, long>>(),
        Instruments =
        [
            new()
            {
                Instrument = Coin,
                Messages = new Dictionary<string, long> { ["book_change"] = 1 },
                BookMessages = new Dictionary<string, long> { ["book_change"] = 1 },
                LevelsApplied = 2,
                IgnoredBeforeSnapshot = 0,
                StampsReplaced = 0,
                State = BookState.Live,
                Mid = 6.1235e-9,
                Bids = [new(6.123e-9, 3_575_999.9999999995)],
                Asks = [new(6.124e-9, 9e-5)],
                VenueTime = new(1),
            },
        ],
        Portfolios = [Portfolio()],
        FxRates = [],
        Fills = new Dictionary<string, long>(),
        PaperFills = null,
        Faults = new(1, [new("a.ndjson", 7, "not a JSON object")]),
    };

    private static PortfolioReport Portfolio() => new()
    {
        Portfolio = "main",
        AsOf = new(1),
        Currency = "USDT",
        Complete = true,
        Realized = null,
        Unrealized = 0m,
        Fees = 0.1m,
        Funding = 0m,
        Total = 12_345_678_901_234_567.123456789m,
        Attribution = null,
        PartialTotal = 1.00000001234m,
        Missing = ["no fresh rate from BTC to USDT"],
        TotalsBySettle = new Dictionary<string, decimal>(),
        Positions =
        [
            new()
            {
                Instrument = Coin,
                Account = "main",
                Portfolio = "main",
                Quantity = 5m,
                OpenCost = 0m,
                AverageEntry = 0.000000006123456789m,
                Realized = 0m,
                Unrealized = 0m,
                Fees = 0m,
                FeesUnconverted = new Dictionary<string, decimal>(),
                Funding = 0m,
                Total = -0.0000000123456789m,
                Reason = null,
                Mark = 0.0000000061235m,
                MarkSource = MarkSource.Mid,
                MarkTime = null,
                Settle = "USDT",
                Contract = new(ContractKind.Spot, 1m),
                Fills = 1,
                LastFillAt = new(1),
                StateHash = "00",
            },
        ],
        Risk = new()
        {
            Portfolio = "main",
            Method = "historical",
            Confidence = 0.99,
            Horizon = TimeSpan.FromSeconds(1),
            Window = 1000,
            Observations = 3,
            QuantileType = 1,
            ShortfallDefinition = "",
            ValueAtRisk = null,
            ExpectedShortfall = null,
            Reason = "too few",
            Currency = "USDT",
            AsOf = new(1),
        },
    };
}
