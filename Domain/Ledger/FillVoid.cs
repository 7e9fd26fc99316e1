namespace Ballast.Domain.Ledger;

/// <summary>The venue takes a fill back, as if it had never been; it may come before its fill.</summary>
/// <remarks>Names the fill by account, trade id and side. A void of another portfolio than the fill's changes nothing.</remarks>
[GenerateSerializer, Immutable, Alias("ballast.fill-void")]
public sealed record FillVoid : LedgerEvent
{
    /// <summary>Trade id of the fill.</summary>
    [Id(0)] public required string TradeId { get; init; }

    /// <summary>Side of the fill.</summary>
    [Id(1)] public required Side Side { get; init; }

    /// <summary>Why, in the venue's words; <see langword="null"/> when it does not say.</summary>
    [Id(2)] public string? Reason { get; init; }

    /// <summary>Venue time of the fill; not after the void's own. <see langword="null"/> when the venue does not say.</summary>
    [Id(3)] public Instant? FillTime { get; init; }

    /// <summary>Price of the fill, in quote; <see langword="null"/> when the venue does not say.</summary>
    /// <remarks>Only for what is proposed where the fill is no longer to be found; a fill that is found is taken back as it was booked.</remarks>
    [Id(4)] public decimal? Price { get; init; }

    /// <summary>Quantity of the fill, positive, in the venue's unit of amount; <see langword="null"/> when the venue does not say.</summary>
    [Id(5)] public decimal? Quantity { get; init; }

    /// <inheritdoc />
    public override EventKind Kind => EventKind.FillVoid;

    /// <inheritdoc />
    public override EventKey Key => new(EventKind.FillVoid, Account, TradeId, (int)Side);

    /// <summary>Key of the fill it takes back.</summary>
    public EventKey FillKey => new(EventKind.Fill, Account, TradeId, (int)Side);

    /// <summary>Latest venue time the fill can have: a fill is not taken back before it happened.</summary>
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
        : TooLong("reason", Reason, isNote: true);

    /// <summary>Why it cannot be booked, where events up to a time are only in a checkpoint; <see langword="null"/> while its fill may still be found.</summary>
    /// <param name="floor">Last venue time that is only in a checkpoint.</param>
    public string? LapsedBelow(Instant floor) => LatestFillTime > floor ? null
        : $"{Name}: its fill is no later than {LatestFillTime}, and up to {floor} only a checkpoint is kept; "
            + (Price is null || Quantity is null ? "book an adjustment, for which price and quantity are needed" : "book the proposed adjustment");

    /// <summary>
    /// What takes the inventory of a lapsed fill back at the price it came in at, so that the total is as if the fill had never
    /// been but for its fee; <see langword="null"/> while the fill may still be found, and without its price or quantity.
    /// </summary>
    /// <remarks>The same void always proposes the same id, so that it is not booked twice. It is never booked by itself.</remarks>
    /// <param name="floor">Last venue time that is only in a checkpoint; the adjustment is after it.</param>
    public Adjustment? InsteadBelow(Instant floor) => LatestFillTime > floor || Price is not { } price || Quantity is not { } quantity ? null : new()
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

        // Left out when not given: digests stored before there were such members stay what they are.
        if (FillTime is not null || Price is not null || Quantity is not null)
        {
            digest.Add(FillTime?.Micros ?? -1).Add(Price ?? 0m).Add(Quantity ?? 0m);
        }
    }
}
