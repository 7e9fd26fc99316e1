using System.Globalization;
using Ballast.Domain;
using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.MarketData.Events;
using Ballast.Grains.Interfaces.Books;

namespace Ballast.Testing;

/// <summary>Builders of events and fills.</summary>
public static class Some
{
    private static int _names;

    public static Instant Now => Instant.From(TimeProvider.System.GetUtcNow());

    public static BookChange Snapshot(InstrumentId instrument, double bid, double ask, Instant? at = null) => new()
    {
        Instrument = instrument,
        VenueTime = at ?? Now,
        ReceivedAt = at ?? Now,
        IsSnapshot = true,
        Bids = [new(bid, 1)],
        Asks = [new(ask, 1)],
    };

    /// <summary>A change of one bid; amount 0 removes it.</summary>
    public static BookChange Bid(InstrumentId instrument, double price, double amount, Instant? at = null) => new()
    {
        Instrument = instrument,
        VenueTime = at ?? Now,
        ReceivedAt = at ?? Now,
        IsSnapshot = false,
        Bids = [new(price, amount)],
        Asks = [],
    };

    public static Trade Trade(InstrumentId instrument, string id) => new()
    {
        Instrument = instrument,
        VenueTime = Now,
        ReceivedAt = Now,
        TradeId = id,
        Price = 100,
        Amount = 1,
        Taker = TakerSide.Buy,
    };

    public static DerivativeTicker Ticker(InstrumentId instrument, double mark) => new()
    {
        Instrument = instrument,
        VenueTime = Now,
        ReceivedAt = Now,
        MarkPrice = mark,
    };

    public static Liquidation Liquidation(InstrumentId instrument) => new()
    {
        Instrument = instrument,
        VenueTime = Now,
        ReceivedAt = Now,
        Price = 100,
        Amount = 1,
        Taker = TakerSide.Sell,
    };

    public static MarketBatch Batch(string feed, long epoch, long sequence, InstrumentId instrument, params MarketEvent[] events) => new()
    {
        Feed = feed,
        Epoch = epoch,
        Sequence = sequence,
        PublishedAt = Now,
        Instrument = instrument,
        Events = events,
        AcknowledgeNow = true,
    };

    public static Fill Fill(
        InstrumentId instrument, string portfolio, string id, decimal price = 100m, decimal quantity = 1m, Side side = Side.Buy) => new()
    {
        Instrument = instrument,
        Account = "main",
        Portfolio = portfolio,
        TradeId = id,
        Side = side,
        Price = price,
        Quantity = quantity,
        VenueTime = new(1_700_000_000_000_000),
    };

    /// <summary>A name that no other test of this process uses; of one stem, later ones come after earlier ones by their bytes too.</summary>
    public static string Unique(string stem) => string.Create(CultureInfo.InvariantCulture, $"{stem}{Interlocked.Increment(ref _names):00000}");
}
