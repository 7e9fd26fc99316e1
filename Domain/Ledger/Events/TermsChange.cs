using System.Globalization;

namespace Ballast.Domain.Ledger.Events;

/// <summary>The venue changes the multiplier of a contract. Account and portfolio are empty.</summary>
/// <remarks>
/// Positions are rescaled so that quantity times multiplier stays the same, and with it the open cost and the value at any price.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.terms-change")]
public sealed record TermsChange : LedgerEvent
{
    /// <summary>Creates an event that sorts before all others of its time.</summary>
    public TermsChange() => VenueSequence = long.MinValue;

    /// <summary>Multiplier from its venue time on; positive.</summary>
    [Id(0)] public required decimal Multiplier { get; init; }

    /// <inheritdoc />
    public override EventKind Kind => EventKind.TermsChange;

    /// <inheritdoc />
    public override EventKey Key => new(EventKind.TermsChange, "", VenueTime.Micros.ToString(CultureInfo.InvariantCulture), 0);

    /// <inheritdoc />
    public override string Name => $"terms change of {VenueTime}";

    private protected override string? OwnFault() => Multiplier <= 0 ? $"{Name}: multiplier {Multiplier} must be positive" : null;

    private protected override void AddPayload(StateDigest digest) => digest.Add(Multiplier);
}
