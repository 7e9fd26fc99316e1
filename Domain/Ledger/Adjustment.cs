namespace Ballast.Domain.Ledger;

/// <summary>Why inventory moved without a trade. Part of stored data: never renumber.</summary>
public enum AdjustmentReason
{
    /// <summary>Deposit, withdrawal, or a move between accounts.</summary>
    Transfer = 0,

    /// <summary>What was held before the first event, at what it cost.</summary>
    OpeningBalance = 1,

    /// <summary>A move between portfolios.</summary>
    Rebooking = 2,

    /// <summary>Applied after a comparison with the venue.</summary>
    Reconciliation = 3,
}

/// <summary>Inventory that comes or goes without a trade. It is no PnL: it enters and leaves at the price given.</summary>
/// <remarks>At the mark of its time a transfer changes no total; at another price it brings that price's cost with it.</remarks>
[GenerateSerializer, Immutable, Alias("ballast.adjustment")]
public sealed record Adjustment : LedgerEvent
{
    /// <summary>Unique within account and instrument.</summary>
    [Id(0)] public required string AdjustmentId { get; init; }

    /// <summary>Signed, in the venue's unit of amount; not 0.</summary>
    [Id(1)] public required decimal Quantity { get; init; }

    /// <summary>Price it is booked at, in quote. Positive.</summary>
    [Id(2)] public required decimal Price { get; init; }

    /// <summary>Why.</summary>
    [Id(3)] public required AdjustmentReason Reason { get; init; }

    /// <summary>Where it comes from, for who reads it later; <see langword="null"/> when nobody said.</summary>
    [Id(4)] public string? Provenance { get; init; }

    /// <inheritdoc />
    public override EventKind Kind => EventKind.Adjustment;

    /// <inheritdoc />
    public override EventKey Key => new(EventKind.Adjustment, Account, AdjustmentId, 0);

    /// <inheritdoc />
    public override string Name => $"adjustment {AdjustmentId}";

    private protected override string? OwnFault() =>
        string.IsNullOrWhiteSpace(AdjustmentId) ? "adjustment: id is missing"
        : Quantity == 0 ? $"{Name}: quantity must not be 0"
        : Price <= 0 ? $"{Name}: price {Price} must be positive"
        : Reason is < AdjustmentReason.Transfer or > AdjustmentReason.Reconciliation ? $"{Name}: reason {(int)Reason} is not known"
        : TooLong("provenance", Provenance, isNote: true);

    private protected override void AddPayload(StateDigest digest) =>
        digest.Add(Quantity).Add(Price).Add((int)Reason).Add(Provenance ?? "");
}
