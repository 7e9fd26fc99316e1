using Ballast.Domain.Instruments;

namespace Ballast.Domain.MarketData;

/// <summary>An event a venue published about one instrument.</summary>
/// <remarks>
/// Order and staleness follow <see cref="ReceivedAt"/>, valuation follows <see cref="VenueTime"/>. A venue's clock may run ahead of
/// the recorder's, so either can be the later one.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.market-event")]
public abstract record MarketEvent
{
    /// <summary>Maximum distance between venue time and arrival for the venue time to be trusted.</summary>
    public static readonly TimeSpan StampTolerance = TimeSpan.FromSeconds(10);

    /// <summary>Whether <see cref="VenueTime"/> is close enough to arrival to be trusted.</summary>
    public bool IsStampBelieved => (VenueTime - ReceivedAt).Duration() <= StampTolerance;

    /// <summary>Time used for valuation: the venue time, or arrival when that is not trusted.</summary>
    public Instant ValuationTime => IsStampBelieved ? VenueTime : ReceivedAt;

    /// <summary>Instrument of the event; a <see cref="Disconnect"/> with an empty symbol concerns all instruments of its exchange.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Time on the venue's clock (Tardis <c>timestamp</c>). It may step back.</summary>
    [Id(1)] public required Instant VenueTime { get; init; }

    /// <summary>Arrival at the recorder or at us (Tardis <c>localTimestamp</c>). It never steps back within a feed.</summary>
    [Id(2)] public required Instant ReceivedAt { get; init; }
}

/// <summary>One price of one side of a book.</summary>
/// <param name="Price">Price, in quote.</param>
/// <param name="Amount">New total size, in the venue's unit of amount; 0 removes the level.</param>
[GenerateSerializer, Immutable, Alias("ballast.book-level")]
public readonly record struct BookLevel([property: Id(0)] double Price, [property: Id(1)] double Amount);

/// <summary>Changed levels of a book, applied as one unit.</summary>
[GenerateSerializer, Immutable, Alias("ballast.book-change")]
public sealed record BookChange : MarketEvent
{
    /// <summary>Whether the levels replace the whole book.</summary>
    [Id(0)] public required bool IsSnapshot { get; init; }

    [Id(1)] private BookSides sides;

    /// <summary>Changed bids, in any order; of a repeated price the last one counts.</summary>
    public required BookLevel[] Bids { get => sides.Bids; init => sides = sides with { Bids = value }; }

    /// <summary>Changed asks, in any order; of a repeated price the last one counts.</summary>
    public required BookLevel[] Asks { get => sides.Asks; init => sides = sides with { Asks = value }; }
}

/// <summary>Side of the aggressor, who crossed the spread.</summary>
public enum TakerSide
{
    /// <summary>The venue does not say.</summary>
    Unknown,

    /// <summary>A buyer lifted an ask.</summary>
    Buy,

    /// <summary>A seller hit a bid.</summary>
    Sell,
}

/// <summary>One public trade.</summary>
[GenerateSerializer, Immutable, Alias("ballast.trade")]
public sealed record Trade : MarketEvent
{
    /// <summary>The venue's trade id; <see langword="null"/> when it gives none. It is not always unique.</summary>
    [Id(0)] public string? TradeId { get; init; }

    /// <summary>Price, in quote.</summary>
    [Id(1)] public required double Price { get; init; }

    /// <summary>Size, in the venue's unit of amount.</summary>
    [Id(2)] public required double Amount { get; init; }

    /// <summary>Side of the aggressor.</summary>
    [Id(3)] public required TakerSide Taker { get; init; }
}

/// <summary>Forced closing of a market participant's position.</summary>
[GenerateSerializer, Immutable, Alias("ballast.liquidation")]
public sealed record Liquidation : MarketEvent
{
    /// <summary>The venue's id; <see langword="null"/> when it gives none.</summary>
    [Id(0)] public string? LiquidationId { get; init; }

    /// <summary>Price, in quote.</summary>
    [Id(1)] public required double Price { get; init; }

    /// <summary>Size, in the venue's unit of amount.</summary>
    [Id(2)] public required double Amount { get; init; }

    /// <summary><see cref="TakerSide.Buy"/> when a short position was closed, <see cref="TakerSide.Sell"/> when a long one was.</summary>
    [Id(3)] public required TakerSide Taker { get; init; }
}

/// <summary>Latest figures of a derivative; those the venue has not given yet are <see langword="null"/>.</summary>
[GenerateSerializer, Immutable, Alias("ballast.derivative-ticker")]
public sealed record DerivativeTicker : MarketEvent
{
    /// <summary>Price of the last trade, in quote.</summary>
    [Id(0)] public double? LastPrice { get; init; }

    /// <summary>Open interest, in the venue's unit of amount.</summary>
    [Id(1)] public double? OpenInterest { get; init; }

    /// <summary>Rate of the next funding, as a fraction of the notional, positive when longs pay.</summary>
    [Id(2)] public double? FundingRate { get; init; }

    /// <summary>Venue time of that funding.</summary>
    [Id(3)] public Instant? FundingTime { get; init; }

    /// <summary>Predicted rate of the funding after it, as a fraction of the notional.</summary>
    [Id(4)] public double? PredictedFundingRate { get; init; }

    /// <summary>Price of the underlying index, in quote.</summary>
    [Id(5)] public double? IndexPrice { get; init; }

    /// <summary>The venue's mark price, in quote.</summary>
    [Id(6)] public double? MarkPrice { get; init; }
}

/// <summary>The recorder or feed lost its connection, so the book is unknown until the next snapshot.</summary>
/// <remarks>It has no venue time of its own: <see cref="MarketEvent.VenueTime"/> equals the arrival.</remarks>
[GenerateSerializer, Immutable, Alias("ballast.disconnect")]
public sealed record Disconnect : MarketEvent
{
    /// <summary>When the symbol is empty: the symbols of the exchange concerned, in any letter case; <see langword="null"/> or empty means all.</summary>
    [Id(0)] public IReadOnlyList<string>? Symbols { get; init; }

    /// <summary>Whether the loss concerns an instrument.</summary>
    public bool Concerns(InstrumentId id) =>
        id.Exchange == Instrument.Exchange
        && (Instrument.Symbol.Length > 0
            ? id.Symbol == Instrument.Symbol
            : Symbols is not { Count: > 0 } || Symbols.Contains(id.Symbol, StringComparer.OrdinalIgnoreCase));

    /// <summary>The same loss for one of the instruments concerned.</summary>
    public Disconnect Of(InstrumentId id) => this with { Instrument = id, Symbols = null };
}
