using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Ledger.Events;

/// <summary>Direction of our own execution, not that of the aggressor.</summary>
public enum Side
{
    /// <summary>Inventory rises.</summary>
    Buy = 1,

    /// <summary>Inventory falls.</summary>
    Sell = -1,
}

/// <summary>Whether our order rested in the book or crossed the spread.</summary>
public enum LiquiditySide
{
    /// <summary>The source does not say.</summary>
    Unknown,

    /// <summary>Our order rested in the book.</summary>
    Maker,

    /// <summary>Our order crossed the spread.</summary>
    Taker,
}

/// <summary>One execution of one of our orders, as the venue reported it.</summary>
[GenerateSerializer, Immutable, Alias("ballast.fill")]
public sealed record Fill : LedgerEvent
{
    /// <summary>The venue's execution id, unique within account, instrument and side.</summary>
    [Id(0)] public required string TradeId { get; init; }

    /// <summary>Whether we bought or sold.</summary>
    [Id(1)] public required Side Side { get; init; }

    /// <summary>Price, in quote; positive.</summary>
    [Id(2)] public required decimal Price { get; init; }

    /// <summary>Quantity, in the venue's unit of amount; positive, because <see cref="Side"/> holds the direction.</summary>
    [Id(3)] public required decimal Quantity { get; init; }

    /// <summary>Fee in <see cref="FeeAsset"/>: a cost is positive, a rebate negative.</summary>
    [Id(4)] public decimal Fee { get; init; }

    /// <summary>Asset of the fee; <see langword="null"/> means the settle asset.</summary>
    [Id(5)] public string? FeeAsset { get; init; }

    /// <summary>
    /// Settle currency for one <see cref="FeeAsset"/> at the time of the fill, where the source gives it;
    /// when it is <see langword="null"/> the inventory looks a rate up. Not used for a fee in the settle asset or, on spot, in the base asset.
    /// </summary>
    [Id(6)] public decimal? FeeRate { get; init; }

    /// <summary>Whether our order rested in the book or crossed the spread.</summary>
    [Id(7)] public LiquiditySide Liquidity { get; init; }

    /// <summary>Our order id; <see langword="null"/> when the source gives none.</summary>
    [Id(8)] public string? OrderId { get; init; }

    /// <inheritdoc />
    public override EventKind Kind => EventKind.Fill;

    /// <inheritdoc />
    public override EventKey Key => new(EventKind.Fill, Account, TradeId, (int)Side);

    /// <inheritdoc />
    public override string Name => $"fill {TradeId}";

    /// <summary>Signed change of the inventory, in the venue's unit of amount. On spot, a fee in the base asset reduces it.</summary>
    public decimal InventoryChange(Instrument terms) => LedgerStep.InventoryChange(this, terms);

    /// <summary>Whether the fee needs a rate that the fill does not give.</summary>
    public bool NeedsFeeRate(Instrument terms) => LedgerStep.NeedsRate(this, terms);

    private protected override string? OwnFault() =>
        string.IsNullOrWhiteSpace(TradeId) ? "fill: trade id is missing"
        : Side is not (Side.Buy or Side.Sell) ? $"{Name}: side {(int)Side} is neither buy nor sell"
        : Price <= 0 ? $"{Name}: price {Price} must be positive"
        : Quantity <= 0 ? $"{Name}: quantity {Quantity} must be positive"
        : FeeRate <= 0 ? $"{Name}: fee rate {FeeRate} must be positive"
        : Liquidity is < LiquiditySide.Unknown or > LiquiditySide.Taker ? $"{Name}: liquidity {(int)Liquidity} is neither maker nor taker nor unknown"
        : TooLong("fee asset", FeeAsset) ?? TooLong("order id", OrderId);

    private protected override void AddPayload(StateDigest digest) => digest
        .Add(Price).Add(Quantity).Add(Fee).Add(FeeAsset ?? "").Add(FeeRate ?? 0m).Add((int)Liquidity).Add(OrderId ?? "");
}
