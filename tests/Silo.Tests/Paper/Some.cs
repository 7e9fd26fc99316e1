using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.MarketData.Books;
using Ballast.Domain.MarketData.Events;
using Ballast.Domain.Pnl.Marks;
using Ballast.Grains.Interfaces.Books;
using Ballast.Grains.Interfaces.Inventory;
using Ballast.Silo.Paper;

namespace Ballast.Silo.Tests.Paper;

/// <summary>Builders for the tests of the paper maker.</summary>
internal static class Some
{
    public static readonly Instant Start = Instant.From(new DateTimeOffset(2025, 3, 1, 0, 0, 0, TimeSpan.Zero));

    public static readonly Instrument Linear = new()
    {
        Id = new("v", "LINEAR"), Kind = ContractKind.Linear, Base = "BTC", Quote = "USDT", Settle = "USDT", Multiplier = 1m, TickSize = 0.1m, LotSize = 0.001m,
    };

    public static readonly Instrument Inverse = new()
    {
        Id = new("v", "INVERSE"), Kind = ContractKind.Inverse, Base = "BTC", Quote = "USD", Settle = "BTC", Multiplier = 100m, TickSize = 0.1m, LotSize = 1m,
    };

    public static Instant At(double milliseconds) => Start + TimeSpan.FromMilliseconds(milliseconds);

    public static PaperMakerOptions Options() => new() { Run = "t" };

    public static BookView Book(
        Instrument terms, double bid, double ask, double milliseconds = 0, BookState state = BookState.Live) => new()
        {
            Instrument = terms.Id,
            State = state,
            Bids = [new(bid, 3)],
            Asks = [new(ask, 3)],
            Mid = (bid + ask) / 2,
            VenueTime = At(milliseconds),
            ReceivedAt = At(milliseconds + 5),
            Epoch = 1,
            Sequence = 1,
        };

    /// <summary>A trade whose venue time is <paramref name="milliseconds"/> and which arrived 5 ms later unless told otherwise.</summary>
    public static Trade Trade(
        Instrument terms, TakerSide taker, double price, double amount, double milliseconds, double? arrived = null) => new()
        {
            Instrument = terms.Id,
            Taker = taker,
            Price = price,
            Amount = amount,
            VenueTime = At(milliseconds),
            ReceivedAt = At(arrived ?? milliseconds + 5),
            TradeId = "x",
        };

    public static PositionPush Position(Instrument terms, params (string Account, decimal Quantity)[] ledgers) => new()
    {
        Instrument = terms.Id,
        Epoch = 1,
        Version = 1,
        JournalLength = 1,
        Positions = [.. ledgers.Select(ledger => new PositionView
        {
            Instrument = terms.Id,
            Account = ledger.Account,
            Portfolio = "main",
            Quantity = ledger.Quantity,
            OpenCost = 0,
            AverageEntry = null,
            Realized = 0,
            Unrealized = null,
            Fees = 0,
            FeesUnconverted = new Dictionary<string, decimal>(),
            Funding = 0,
            Total = null,
            Reason = "no mark",
            Mark = null,
            MarkSource = MarkSource.None,
            MarkTime = null,
            Settle = terms.Settle,
            Contract = terms.Contract,
            Fills = 1,
            LastFillAt = Start,
            StateHash = "",
        })],
    };
}
