using Ballast.Domain.Ledger.Checkpoints;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>State of an inventory's ledgers at a past time, as it is stored in a snapshot.</summary>
/// <param name="At">Venue time.</param>
/// <param name="Ledgers">The ledgers without lots and voids, as text of <see cref="LedgerBaseText"/>.</param>
[GenerateSerializer, Immutable, Alias("ballast.past-ledgers")]
public readonly record struct PastLedgers([property: Id(0)] Instant At, [property: Id(1)] string Ledgers);
