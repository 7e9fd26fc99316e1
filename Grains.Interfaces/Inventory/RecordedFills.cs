using Orleans.Concurrency;

namespace Ballast.Grains.Interfaces.Inventory;

/// <summary>Answer to <see cref="IInventoryGrain.RecordEvents"/> and <see cref="IInventoryGrain.Import"/>.</summary>
/// <param name="Receipts">Outcomes, one per event, in order.</param>
/// <param name="Position">The portfolio's position after the events; <see langword="null"/> when it has no ledger here.</param>
[GenerateSerializer, Immutable, Alias("ballast.recorded-fills")]
public sealed record RecordedFills(
    [property: Id(0)] IReadOnlyList<FillReceipt> Receipts, [property: Id(1)] PositionPush? Position);
