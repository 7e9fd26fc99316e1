using Ballast.Domain;
using Ballast.Domain.MarketData.Events;

namespace Ballast.Silo.Feeds.Simulated;

/// <summary>The book and the order flow of one simulated instrument.</summary>
internal sealed class SimulatedBook
{
    private const double SweepChance = 0.15;
    private const int SweepLevels = 6;
    private const int BurstLevels = 12;

    private readonly SplitMix64 _random;
    private readonly SimulatedSide _bids;
    private readonly SimulatedSide _asks;

    /// <summary>Builds a full book around a fair price.</summary>
    public SimulatedBook(SimulatedInstrument shape, double fair, SplitMix64 random)
    {
        Shape = shape;
        _random = random;
        _bids = new(-1, shape, random);
        _asks = new(1, shape, random);
        _bids.Settle(fair);
        _asks.Settle(fair);
        LastPrice = _asks.Snapshot()[0].Price;
    }

    /// <summary>Terms, spacing and sizes.</summary>
    public SimulatedInstrument Shape { get; }

    /// <summary>Price of the last trade, in quote; the best ask before the first one.</summary>
    public double LastPrice { get; private set; }

    /// <summary>The whole book as one message.</summary>
    public BookChange Snapshot(Instant venueTime, Instant receivedAt) => new()
    {
        Instrument = Shape.Terms.Id,
        VenueTime = venueTime,
        ReceivedAt = receivedAt,
        IsSnapshot = true,
        Bids = _bids.Snapshot(),
        Asks = _asks.Snapshot(),
    };

    /// <summary>Makes one step: aggressors take liquidity from the present book, then makers follow the fair price.</summary>
    /// <param name="fair">Fair price at the end of the step.</param>
    /// <param name="burst">Direction of a burst of orders in this step: 1 up, −1 down, 0 none.</param>
    /// <param name="end">Venue time of the end of the step.</param>
    /// <param name="latency">Time from venue time to arrival.</param>
    /// <param name="nextTradeId">Returns the id of the next trade.</param>
    /// <param name="events">Receives the trades and, last, the change of the book, in order of venue time.</param>
    public void Step(double fair, int burst, Instant end, TimeSpan latency, Func<string> nextTradeId, List<MarketEvent> events)
    {
        var orders = _random.NextPoisson(Shape.OrdersPerSecond * SimulatedPrices.StepSeconds);
        for (var i = 0; i < orders; i++)
        {
            // The last 5 ms of a step belong to the burst and the book change.
            var offset = (5 + ((orders - i - 1 + _random.NextUniform()) * 40 / orders)) * Instant.PerMillisecond;
            var sweeps = _random.NextChance(SweepChance);
            var lots = 1 + (long)_random.NextExponential(Shape.LevelLots * (sweeps ? 4 : 0.4));
            Take(_random.NextChance(0.5) ? TakerSide.Buy : TakerSide.Sell, lots, long.MaxValue, SweepLevels, new(end.Micros - (long)offset));
        }

        if (burst != 0)
        {
            var (taker, side) = burst > 0 ? (TakerSide.Buy, _asks) : (TakerSide.Sell, _bids);
            Take(taker, long.MaxValue, side.TouchAt(fair), BurstLevels, new(end.Micros - (2 * Instant.PerMillisecond)));
        }

        _bids.Settle(fair);
        _asks.Settle(fair);
        events.Add(new BookChange
        {
            Instrument = Shape.Terms.Id,
            VenueTime = end,
            ReceivedAt = end + latency,
            IsSnapshot = false,
            Bids = _bids.Changes(),
            Asks = _asks.Changes(),
        });

        void Take(TakerSide taker, long lots, long before, int mostLevels, Instant at)
        {
            foreach (var (ticks, taken) in (taker == TakerSide.Buy ? _asks : _bids).Take(lots, before, mostLevels))
            {
                LastPrice = Shape.PriceOf(ticks);
                events.Add(new Trade
                {
                    Instrument = Shape.Terms.Id,
                    VenueTime = at,
                    ReceivedAt = at + latency,
                    TradeId = nextTradeId(),
                    Price = LastPrice,
                    Amount = Shape.AmountOf(taken),
                    Taker = taker,
                });
            }
        }
    }
}
