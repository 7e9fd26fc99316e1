using System.Globalization;

namespace Ballast.Domain.Ledger.Events;

/// <summary>Expiry of a contract: all its ledgers are closed at the venue's price. Account and portfolio are empty.</summary>
[GenerateSerializer, Immutable, Alias("ballast.settlement")]
public sealed record Settlement : LedgerEvent
{
    /// <summary>Creates an event that sorts after all others of its time.</summary>
    public Settlement() => VenueSequence = long.MaxValue;

    /// <summary>The venue's settlement price, in quote; positive.</summary>
    [Id(0)] public required decimal Price { get; init; }

    /// <inheritdoc />
    public override EventKind Kind => EventKind.Settlement;

    /// <inheritdoc />
    public override EventKey Key => new(EventKind.Settlement, "", VenueTime.Micros.ToString(CultureInfo.InvariantCulture), 0);

    /// <inheritdoc />
    public override string Name => $"settlement of {VenueTime}";

    private protected override string? OwnFault() => Price <= 0 ? $"{Name}: price {Price} must be positive" : null;

    private protected override void AddPayload(StateDigest digest) => digest.Add(Price);
}
