namespace Ballast.Domain.Ledger.Events;

/// <summary>Cancels a fill as if it had never happened (a trade bust). It may arrive before its fill.</summary>
/// <remarks>It refers to the fill by account, trade id and side. A void booked for another portfolio than the fill's has no effect.</remarks>
[GenerateSerializer, Immutable, Alias("ballast.fill-void")]
public sealed record FillVoid : LedgerEvent
{
    /// <summary>Trade id of the fill.</summary>
    [Id(0)] public required string TradeId { get; init; }

    /// <summary>Side of the fill.</summary>
    [Id(1)] public required Side Side { get; init; }

    /// <summary>The venue's reason; <see langword="null"/> when it gives none.</summary>
    [Id(2)] public string? Reason { get; init; }

    /// <summary>Venue time of the fill, not after that of the void; <see langword="null"/> when the venue does not give it.</summary>
    [Id(3)] public Instant? FillTime { get; init; }

    /// <summary>Price of the fill, in quote; <see langword="null"/> when the venue does not give it.</summary>
    /// <remarks>Used only for the adjustment proposed when the fill is too old to be found. A fill that is found is cancelled as it was booked.</remarks>
    [Id(4)] public decimal? Price { get; init; }

    /// <summary>Quantity of the fill, positive, in the venue's unit of amount; <see langword="null"/> when the venue does not give it.</summary>
    [Id(5)] public decimal? Quantity { get; init; }

    /// <inheritdoc />
    public override EventKind Kind => EventKind.FillVoid;

    /// <inheritdoc />
    public override EventKey Key => new(EventKind.FillVoid, Account, TradeId, (int)Side);

    /// <summary>Key of the fill it cancels.</summary>
    public EventKey FillKey => new(EventKind.Fill, Account, TradeId, (int)Side);

    /// <summary>Latest possible venue time of the fill: a fill is not cancelled before it happens.</summary>
    public Instant LatestFillTime => FillTime ?? VenueTime;

    /// <inheritdoc />
    public override string Name => $"void of fill {TradeId}";

    private protected override string? OwnFault() =>
        string.IsNullOrWhiteSpace(TradeId) ? "void: trade id is missing"
        : Side is not (Side.Buy or Side.Sell) ? $"{Name}: side {(int)Side} is neither buy nor sell"
        : FillTime is { IsInRange: false } time ? $"{Name}: fill time {time.Micros} is not in microseconds from 1970 to 9999"
        : FillTime > VenueTime ? $"{Name}: fill time {FillTime} is after the void's own, {VenueTime}"
        : Price <= 0 ? $"{Name}: price {Price} must be positive"
        : Quantity <= 0 ? $"{Name}: quantity {Quantity} must be positive"
        : NoteTooLong("reason", Reason);

    /// <summary>
    /// Why the void cannot be booked when events up to <paramref name="floor"/> are kept only as a checkpoint; <see langword="null"/> while
    /// its fill may still be found.
    /// </summary>
    /// <param name="floor">Last venue time of which only a checkpoint is kept.</param>
    public string? FaultBelow(Instant floor) => LatestFillTime > floor ? null
        : $"{Name}: its fill is no later than {LatestFillTime}, and up to {floor} only a checkpoint is kept; "
            + (Price is null || Quantity is null ? "book an adjustment, for which price and quantity are needed" : "book the proposed adjustment");

    /// <summary>
    /// The adjustment that reverses the inventory of a fill too old to be found, at the price of the fill, so that the total becomes what
    /// it would be without the fill, except for the fee. <see langword="null"/> while the fill may still be found, or when its price or quantity is unknown.
    /// </summary>
    /// <remarks>The same void always gives the same id, so that the adjustment is not booked twice. It is never booked automatically.</remarks>
    /// <param name="floor">Last venue time of which only a checkpoint is kept; the adjustment is dated after it.</param>
    public Adjustment? ProposedAdjustmentBelow(Instant floor) => LatestFillTime > floor || Price is not { } price || Quantity is not { } quantity ? null : new()
    {
        Instrument = Instrument,
        Account = Account,
        Portfolio = Portfolio,
        VenueTime = Instant.Max(VenueTime, floor + TimeSpan.FromMicroseconds(1)),
        AdjustmentId = "void-" + new StateDigest().Add(Instrument.ToString()).Add(Account).Add(TradeId).Add((int)Side).ToHex(),
        Quantity = Side == Side.Buy ? -quantity : quantity,
        Price = price,
        Reason = AdjustmentReason.Reconciliation,
        Provenance = $"{Name}, which is older than the journal reaches",
    };

    private protected override void AddPayload(StateDigest digest)
    {
        digest.Add(Reason ?? "");

        // Left out when absent, so that digests stored before these members existed still match.
        if (FillTime is not null || Price is not null || Quantity is not null)
        {
            digest.Add(FillTime?.Micros ?? -1).Add(Price ?? 0m).Add(Quantity ?? 0m);
        }
    }
}
