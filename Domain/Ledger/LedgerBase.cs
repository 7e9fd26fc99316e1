namespace Ballast.Domain.Ledger;

/// <summary>A state of an instrument's ledgers that later events can be added to.</summary>
/// <param name="State">The ledgers.</param>
/// <param name="OpenVoids">Voids whose fill has not come, in canonical order.</param>
/// <param name="Magnitudes">Bounds of the sums: quantity, money, largest contract value.</param>
public sealed record LedgerBase(FoldState State, IReadOnlyList<FillVoid> OpenVoids, (double Quantity, double Money, double LargestValue) Magnitudes);
