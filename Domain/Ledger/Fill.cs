using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger;

/// <summary>Direction of our own execution, not of the aggressor.</summary>
public enum Side
{
    /// <summary>Inventory rises.</summary>
    Buy = 1,

    /// <summary>Inventory falls.</summary>
    Sell = -1,
}

/// <summary>Whether our order rested or crossed.</summary>
public enum Liquidity
{
    /// <summary>The source does not say.</summary>
    Unknown,

    /// <summary>Our order rested in the book.</summary>
    Maker,

    /// <summary>Our order crossed the spread.</summary>
    Taker,
}

/// <summary>One execution of one of our orders, as the venue reported it.</summary>
/// <remarks>
/// Two fills with the same <see cref="Key"/> are the same fill: an equal one is a duplicate and ignored, a different one
/// is a conflict and the first is kept. The portfolio is payload, not key.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.fill")]
public sealed record Fill
{
    /// <summary>What was traded.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Venue account, e.g. a sub-account name.</summary>
    [Id(1)] public required string Account { get; init; }

    /// <summary>Portfolio the fill belongs to.</summary>
    [Id(2)] public required string Portfolio { get; init; }

    /// <summary>The venue's execution id, unique within account, instrument and side.</summary>
    [Id(3)] public required string TradeId { get; init; }

    /// <summary>Whether we bought or sold.</summary>
    [Id(4)] public required Side Side { get; init; }

    /// <summary>In quote currency. Positive.</summary>
    [Id(5)] public required decimal Price { get; init; }

    /// <summary>In the venue's unit of amount. Positive; the sign is in <see cref="Side"/>.</summary>
    [Id(6)] public required decimal Quantity { get; init; }

    /// <summary>Fee in <see cref="FeeAsset"/>: a cost is positive, a rebate negative.</summary>
    [Id(7)] public decimal Fee { get; init; }

    /// <summary>Asset of the fee; <see langword="null"/> means the settle asset.</summary>
    [Id(8)] public string? FeeAsset { get; init; }

    /// <summary>Matching-engine time.</summary>
    [Id(9)] public required Instant VenueTime { get; init; }

    /// <summary>The venue's own order within one time; 0 when it gives none.</summary>
    [Id(10)] public long VenueSequence { get; init; }

    /// <summary>Whether our order rested or crossed.</summary>
    [Id(11)] public Liquidity Liquidity { get; init; }

    /// <summary>Our order id; <see langword="null"/> when the source gives none.</summary>
    [Id(12)] public string? OrderId { get; init; }

    /// <summary>Identity for de-duplication.</summary>
    public FillKey Key => new(Account, TradeId, Side);

    /// <summary>What makes this fill impossible to book whatever the instrument, or <see langword="null"/>.</summary>
    public string? Fault() =>
        string.IsNullOrEmpty(Instrument.Exchange) || string.IsNullOrEmpty(Instrument.Symbol) ? $"fill {TradeId}: instrument is missing"
        : string.IsNullOrWhiteSpace(Account) ? $"fill {TradeId}: account is missing"
        : string.IsNullOrWhiteSpace(Portfolio) ? $"fill {TradeId}: portfolio is missing"
        : string.IsNullOrWhiteSpace(TradeId) ? "fill: trade id is missing"
        : Side is not (Side.Buy or Side.Sell) ? $"fill {TradeId}: side {(int)Side} is neither buy nor sell"
        : !VenueTime.IsInRange ? $"fill {TradeId}: venue time {VenueTime.Micros} is not in microseconds from 1970 to 9999"
        : Price <= 0 ? $"fill {TradeId}: price {Price} must be positive"
        : Quantity <= 0 ? $"fill {TradeId}: quantity {Quantity} must be positive"
        : null;
}

/// <summary>Identity of a fill within its instrument.</summary>
/// <param name="Account">Venue account.</param>
/// <param name="TradeId">The venue's execution id.</param>
/// <param name="Side">Some venues give both fills of a flip one id, so the side is part of the key.</param>
[GenerateSerializer, Immutable, Alias("ballast.fill-key")]
public readonly record struct FillKey(
    [property: Id(0)] string Account, [property: Id(1)] string TradeId, [property: Id(2)] Side Side);
