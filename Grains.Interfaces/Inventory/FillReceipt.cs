using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces.Inventory;

/// <summary>Outcome of one submitted event.</summary>
/// <param name="TradeId">Trade id as given; for other events the id in their key.</param>
/// <param name="Outcome">Outcome of the event.</param>
/// <param name="Reason">Why it was not recorded; <see langword="null"/> when it is or already was recorded.</param>
/// <param name="Proposed">
/// For a void of a fill that is older than the journal: the adjustment to book instead; it is never booked automatically. <see langword="null"/>
/// otherwise, and when the void lacks price or quantity.
/// </param>
[GenerateSerializer, Immutable, Alias("ballast.fill-receipt")]
public sealed record FillReceipt(
    [property: Id(0)] string TradeId, [property: Id(1)] FillOutcome Outcome, [property: Id(2)] string? Reason,
    [property: Id(3)] Adjustment? Proposed = null);
