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

    /// <inheritdoc />
    public override EventKind Kind => EventKind.FillVoid;

    /// <inheritdoc />
    public override EventKey Key => new(EventKind.FillVoid, Account, TradeId, (int)Side);

    /// <summary>Key of the fill it takes back.</summary>
    public EventKey FillKey => new(EventKind.Fill, Account, TradeId, (int)Side);

    /// <inheritdoc />
    public override string Name => $"void of fill {TradeId}";

    private protected override string? OwnFault() =>
        string.IsNullOrWhiteSpace(TradeId) ? "void: trade id is missing"
        : Side is not (Side.Buy or Side.Sell) ? $"{Name}: side {(int)Side} is neither buy nor sell"
        : TooLong("reason", Reason, isNote: true);

    private protected override void AddPayload(StateDigest digest) => digest.Add(Reason ?? "");
}
