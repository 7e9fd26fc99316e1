using Ballast.Domain.Instruments;

namespace Ballast.Domain.MarketData;

/// <summary>Something a venue published about one instrument.</summary>
/// <remarks>
/// Order and staleness follow <see cref="ReceivedAt"/>, valuation follows <see cref="VenueTime"/>; a venue's clock may
/// run ahead of the recorder's, so neither is always the later one.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.market-event")]
public abstract record MarketEvent
{
    /// <summary>A venue stamp further than this from arrival is not believed.</summary>
    public static readonly TimeSpan StampTolerance = TimeSpan.FromSeconds(10);

    /// <summary>Whether <see cref="VenueTime"/> is near enough to arrival to be believed.</summary>
    public bool IsStampBelieved => (VenueTime - ReceivedAt).Duration() <= StampTolerance;

    /// <summary>Time to value by: the venue's, or arrival where that is not believed.</summary>
    public Instant ValuationTime => IsStampBelieved ? VenueTime : ReceivedAt;

    /// <summary>Which instrument; a <see cref="Disconnect"/> with an empty symbol concerns every instrument of its exchange.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>The venue's clock (Tardis <c>timestamp</c>). Not monotone.</summary>
    [Id(1)] public required Instant VenueTime { get; init; }

    /// <summary>Arrival at the recorder or at us (Tardis <c>localTimestamp</c>). Never steps back within a feed.</summary>
    [Id(2)] public required Instant ReceivedAt { get; init; }
}

/// <summary>One price of one side of a book.</summary>
/// <param name="Price">In quote currency.</param>
/// <param name="Amount">Absolute size in the venue's unit of amount; 0 removes the level.</param>
[GenerateSerializer, Immutable, Alias("ballast.book-level")]
public readonly record struct BookLevel([property: Id(0)] double Price, [property: Id(1)] double Amount);

/// <summary>Levels of a book that changed, applied as one unit.</summary>
[GenerateSerializer, Immutable, Alias("ballast.book-change")]
public sealed record BookChange : MarketEvent
{
    /// <summary>Whether the whole book is dropped before these levels are applied.</summary>
    [Id(0)] public required bool IsSnapshot { get; init; }

    [Id(1)] private BookSides sides;

    /// <summary>Changed bids, in any order; a repeated price is applied in order.</summary>
    public required BookLevel[] Bids { get => sides.Bids; init => sides = sides with { Bids = value }; }

    /// <summary>Changed asks, in any order.</summary>
    public required BookLevel[] Asks { get => sides.Asks; init => sides = sides with { Asks = value }; }
}

/// <summary>Who crossed the spread.</summary>
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
    /// <summary>The venue's trade id; <see langword="null"/> when it gives none. Not always unique.</summary>
    [Id(0)] public string? TradeId { get; init; }

    /// <summary>In quote currency.</summary>
    [Id(1)] public required double Price { get; init; }

    /// <summary>In the venue's unit of amount.</summary>
    [Id(2)] public required double Amount { get; init; }

    /// <summary>The aggressor.</summary>
    [Id(3)] public required TakerSide Taker { get; init; }
}

/// <summary>A forced close of somebody's position.</summary>
[GenerateSerializer, Immutable, Alias("ballast.liquidation")]
public sealed record Liquidation : MarketEvent
{
    /// <summary>The venue's id; <see langword="null"/> when it gives none.</summary>
    [Id(0)] public string? LiquidationId { get; init; }

    /// <summary>In quote currency.</summary>
    [Id(1)] public required double Price { get; init; }

    /// <summary>In the venue's unit of amount.</summary>
    [Id(2)] public required double Amount { get; init; }

    /// <summary><see cref="TakerSide.Buy"/>: a short was closed; <see cref="TakerSide.Sell"/>: a long.</summary>
    [Id(3)] public required TakerSide Taker { get; init; }
}

/// <summary>The last known figures of a derivative; a member the venue has not given yet is <see langword="null"/>.</summary>
[GenerateSerializer, Immutable, Alias("ballast.derivative-ticker")]
public sealed record DerivativeTicker : MarketEvent
{
    /// <summary>Price of the last trade, in quote.</summary>
    [Id(0)] public double? LastPrice { get; init; }

    /// <summary>In the venue's unit of amount.</summary>
    [Id(1)] public double? OpenInterest { get; init; }

    /// <summary>Rate of the next funding, as a fraction of notional; positive: longs pay.</summary>
    [Id(2)] public double? FundingRate { get; init; }

    /// <summary>When that funding falls due.</summary>
    [Id(3)] public Instant? FundingTime { get; init; }

    /// <summary>Rate expected after that one.</summary>
    [Id(4)] public double? PredictedFundingRate { get; init; }

    /// <summary>Price of the underlying index, in quote.</summary>
    [Id(5)] public double? IndexPrice { get; init; }

    /// <summary>The venue's own mark, in quote.</summary>
    [Id(6)] public double? MarkPrice { get; init; }
}

/// <summary>The recorder or feed lost its connection: what follows until the next snapshot is not known.</summary>
/// <remarks>It carries no venue time of its own; <see cref="MarketEvent.VenueTime"/> repeats the arrival.</remarks>
[GenerateSerializer, Immutable, Alias("ballast.disconnect")]
public sealed record Disconnect : MarketEvent
{
    /// <summary>With an empty symbol: which symbols of the exchange, in any case; <see langword="null"/> or none means all of them.</summary>
    [Id(0)] public IReadOnlyList<string>? Symbols { get; init; }

    /// <summary>Whether what is known of an instrument ends here.</summary>
    public bool Concerns(InstrumentId id) =>
        id.Exchange == Instrument.Exchange
        && (Instrument.Symbol.Length > 0
            ? id.Symbol == Instrument.Symbol
            : Symbols is not { Count: > 0 } || Symbols.Contains(id.Symbol, StringComparer.OrdinalIgnoreCase));

    /// <summary>The same for one instrument that it concerns.</summary>
    public Disconnect Of(InstrumentId id) => this with { Instrument = id, Symbols = null };
}
