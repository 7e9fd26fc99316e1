namespace Ballast.Domain.Ledger.Events;

/// <summary>Why inventory changed without a trade. The numbers are stored: never change them.</summary>
public enum AdjustmentReason
{
    /// <summary>Deposit, withdrawal or transfer between accounts.</summary>
    Transfer = 0,

    /// <summary>Inventory held before the first event, booked at its cost.</summary>
    OpeningBalance = 1,

    /// <summary>Transfer between portfolios.</summary>
    Rebooking = 2,

    /// <summary>Correction after a comparison with the venue's figures.</summary>
    Reconciliation = 3,
}

/// <summary>Inventory that is added or removed without a trade, at a given price. It is not a profit or loss.</summary>
/// <remarks>Booked at the mark of its time it leaves the total unchanged; at another price the difference to the mark shows as unrealised profit.</remarks>
[GenerateSerializer, Immutable, Alias("ballast.adjustment")]
public sealed record Adjustment : LedgerEvent
{
    /// <summary>Unique within account and instrument.</summary>
    [Id(0)] public required string AdjustmentId { get; init; }

    /// <summary>Quantity added, negative when removed, in the venue's unit of amount; not 0.</summary>
    [Id(1)] public required decimal Quantity { get; init; }

    /// <summary>Price at which it is booked, in quote; positive.</summary>
    [Id(2)] public required decimal Price { get; init; }

    /// <summary>Why the inventory changed.</summary>
    [Id(3)] public required AdjustmentReason Reason { get; init; }

    /// <summary>Note on its origin for later readers; <see langword="null"/> when none was given.</summary>
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
        : NoteTooLong("provenance", Provenance);

    private protected override void AddPayload(StateDigest digest) =>
        digest.Add(Quantity).Add(Price).Add((int)Reason).Add(Provenance ?? "");
}
