using Ballast.Domain;
using Ballast.Domain.MarketData.Events;
using Ballast.Domain.MarketData.Mids;

namespace Ballast.Silo.Feeds.Simulated;

/// <summary>A seeded market of four correlated instruments that publishes Tardis events. Reads no clock and does no I/O.</summary>
/// <remarks>
/// Equal states give equal events, however the time is cut into calls of <see cref="Advance"/>. Not safe for use from
/// several threads.
/// </remarks>
public sealed class SimulatedMarket
{
    /// <summary>Simulated time of one step.</summary>
    public static readonly TimeSpan StepLength = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest time from an event's venue time to its arrival; <see cref="Advance"/> stays this far behind its argument.</summary>
    public static readonly TimeSpan MaxLatency = TimeSpan.FromMilliseconds(9);

    private static readonly TimeSpan LeastLatency = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan FundingInterval = TimeSpan.FromHours(8);

    private readonly SimulatedMarketState _start;
    private readonly SplitMix64 _random;
    private readonly SimulatedPrices _prices;
    private readonly (SimulatedBook Book, Func<double> Fair)[] _books;
    private readonly SimulatedBook _linear;
    private readonly SimulatedBook _inverse;
    private Instant _time;
    private Instant _received;
    private long _trades;
    private bool _opened;

    /// <summary>Continues from a state; new books are built around its prices.</summary>
    public SimulatedMarket(SimulatedMarketState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _start = state;
        _random = new(state.Random);
        _prices = new(state, _random);
        _linear = new(SimulatedInstruments.BtcLinear, _prices.Linear, _random);
        _inverse = new(SimulatedInstruments.BtcInverse, _prices.Inverse, _random);
        _books =
        [
            (new(SimulatedInstruments.BtcSpot, _prices.Btc, _random), () => _prices.Btc),
            (new(SimulatedInstruments.EthSpot, _prices.Eth, _random), () => _prices.Eth),
            (_linear, () => _prices.Linear),
            (_inverse, () => _prices.Inverse),
        ];
        _time = state.Time;
        _received = state.Time;
        _trades = state.Trades;
    }

    /// <summary>The state to store in order to continue from here.</summary>
    public SimulatedMarketState Capture() => _start with
    {
        Random = _random.State,
        Time = _time,
        Trades = _trades,
        Btc = _prices.Btc,
        Eth = _prices.Eth,
        LinearBasis = _prices.LinearBasis,
        LinearPremium = _prices.LinearPremium,
        InverseBasis = _prices.InverseBasis,
        InversePremium = _prices.InversePremium,
    };

    /// <summary>The whole present book of every instrument.</summary>
    public IReadOnlyList<BookChange> Snapshots()
    {
        _opened = true;
        return [.. _books.Select(book => book.Book.Snapshot(_time, _received))];
    }

    /// <summary>Returns the events that arrive up to <paramref name="to"/> and were not returned before, in order of arrival.</summary>
    /// <remarks>The first call begins with a snapshot of every instrument, unless <see cref="Snapshots"/> was called before.</remarks>
    public IReadOnlyList<MarketEvent> Advance(Instant to)
    {
        var events = new List<MarketEvent>();
        if (!_opened && _time <= to)
        {
            events.AddRange(Snapshots());
        }

        while (_time + StepLength + MaxLatency <= to)
        {
            Step(events);
        }

        return events;
    }

    private void Step(List<MarketEvent> events)
    {
        var second = _time.Micros / Instant.PerSecond;
        _time += StepLength;
        var newSecond = _time.Micros / Instant.PerSecond != second;
        var burst = _prices.Step();
        var step = new List<MarketEvent>();
        foreach (var (book, fair) in _books)
        {
            // One latency per book and step, because events do not overtake each other on one connection.
            var latency = LeastLatency + ((MaxLatency - LeastLatency) * _random.NextUniform());
            book.Step(fair(), burst, _time, latency, NextTradeId, step);
            if (newSecond && PremiumOf(book) is { } premium)
            {
                step.Add(Ticker(book, fair(), premium, latency));
            }
        }

        foreach (var next in step.OrderBy(e => e.ReceivedAt))
        {
            _received = Instant.Max(_received, next.ReceivedAt);
            events.Add(next with { ReceivedAt = _received });
        }
    }

    private double? PremiumOf(SimulatedBook book) =>
        book == _linear ? _prices.LinearPremium : book == _inverse ? _prices.InversePremium : null;

    private DerivativeTicker Ticker(SimulatedBook book, double mark, double premium, TimeSpan latency)
    {
        return new()
        {
            Instrument = book.Shape.Terms.Id,
            VenueTime = _time,
            ReceivedAt = _time + latency,
            LastPrice = book.LastPrice,
            MarkPrice = Math.Round(mark, 2),
            IndexPrice = Math.Round(_prices.Btc, 2),
            FundingRate = Math.Round(premium, 8),
            FundingTime = new SamplingGrid(FundingInterval).After(_time),
        };
    }

    private string NextTradeId() => $"r{_start.Run}-{++_trades}";
}
