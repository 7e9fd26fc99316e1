using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Feeds;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Grains.Interfaces.Portfolios;
using Ballast.Grains.Interfaces.Risk;

namespace Ballast.Page.Tests;

/// <summary>Views with figures that are easy to tell apart.</summary>
internal static class Some
{
    private static readonly Instant Now = Instant.From(TimeProvider.System.GetUtcNow());

    internal static BookAnalyticsView Analytics(InstrumentId instrument) => new()
    {
        Instrument = instrument,
        State = BookState.Live,
        VenueTime = Now,
        ReceivedAt = Now,
        Figures = new() { Top = TopOfBook.OneSided, BestBid = 60_000.1m },
        Imbalance = [new(1, 1)],
        Depth = [new(5m, null, null)],
        Executions = [],
        OrderFlow = new(-2.5, false, "seen only since now"),
        FlowSeconds = 10,
        Vpin = new(null, false, "no bucket"),
        Volatility = new(0.001, true, null),
        VolatilitySeconds = 300,
        Reason = "the book has no asks",
    };

    internal static PortfolioView Portfolio() => EmptyPortfolio("main") with
    {
        AsOf = Now,
        Positions =
        [
            Position("binance/BTCUSDT", ContractKind.Spot, "USDT") with
            {
                Quantity = 0.75m, AverageEntry = 60_000.123456789012345678m, Mark = 61_234.5m, MarkSource = MarkSource.Mid,
                Realized = 123.4567890123456789m, Unrealized = 925.78m, Fees = -1.25m, Total = 1050.4867890123456789m,
            },
            Position("bitmex/XBTUSD", ContractKind.Inverse, "XBT") with
            {
                Quantity = -12_000m, AverageEntry = 60_500m, Mark = 61_240m, MarkSource = MarkSource.Exchange,
                Realized = 0.00012345m, Unrealized = -0.002396798765432109m, Fees = 0.00015m, Funding = 0.00002m,
                Total = -0.002403348765432109m,
            },
            Position("kraken/ETH/USD", ContractKind.Spot, "USD"),
        ],
        Realized = 131.02m,
        Unrealized = 778.9m,
        Fees = 7.9365m,
        Funding = 1.23m,
        Total = 9_007_199_254_740_993.123456789m,
        PartialTotal = 9_007_199_254_740_993.123456789m,
    };

    internal static PortfolioView EmptyPortfolio(string name) => new()
    {
        Portfolio = name,
        Epoch = 1,
        Version = 1,
        AsOf = default,
        Currency = "USD",
        Complete = true,
        MissingMembers = [],
        Positions = [],
        TotalsBySettle = new Dictionary<string, decimal>(),
        Realized = 0m,
        Unrealized = 0m,
        Fees = 0m,
        Funding = 0m,
        Total = 0m,
        PartialTotal = 0m,
        Missing = [],
        FxVersion = 1,
    };

    internal static PositionView Position(string instrument, ContractKind kind, string settle) => new()
    {
        Instrument = InstrumentId.Parse(instrument),
        Account = "mm-1",
        Portfolio = "main",
        Quantity = 0m,
        OpenCost = 0m,
        AverageEntry = null,
        Realized = 10m,
        Unrealized = 0m,
        Fees = 0m,
        FeesUnconverted = new Dictionary<string, decimal>(),
        Funding = 0m,
        Total = 10m,
        Reason = null,
        Mark = null,
        MarkSource = MarkSource.None,
        MarkTime = null,
        Settle = settle,
        Contract = new(kind, 1m),
        Fills = 3,
        LastFillAt = Now,
        StateHash = "00",
    };

    internal static RiskView Risk() => new()
    {
        Portfolio = "main",
        Method = "historical",
        Confidence = 0.99,
        Horizon = TimeSpan.FromMinutes(1),
        Window = 1000,
        Observations = 750,
        QuantileType = 7,
        ShortfallDefinition = "mean of losses at or past the quantile",
        ValueAtRisk = 412.25,
        ExpectedShortfall = 530.5,
        Reason = null,
        Currency = "USD",
        AsOf = Now,
    };

    internal static FeedStatus Feed => new()
    {
        Feed = "tardis/0",
        State = FeedState.Running,
        Epoch = 3,
        Events = 10,
        Batches = 4,
        Unacknowledged = 1,
        Resyncs = 0,
        Watermark = Now,
        Instruments = 2,
        Silo = "10.0.0.7:11111",
        ReportedAt = Now,
        EventsPerSecond = 12.5,
        Lag = TimeSpan.FromMilliseconds(250),
        FoldedUpdates = 7,
        Reconnects = 2,
    };

    internal static BookView Book() => new()
    {
        Instrument = InstrumentId.Parse("binance/BTCUSDT"),
        State = BookState.Live,
        Bids = [new(61_234.4, 1.5)],
        Asks = [new(61_234.6, 0.5)],
        Mid = 61_234.5,
        VenueTime = Now,
        ReceivedAt = Now,
        Epoch = 1,
        Sequence = 7,
    };
}
