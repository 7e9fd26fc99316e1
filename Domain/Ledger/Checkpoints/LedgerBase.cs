using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Ledger.Checkpoints;

/// <summary>A state of an instrument's ledgers that later events can be added to.</summary>
/// <param name="State">The ledgers.</param>
/// <param name="OpenVoids">Voids whose fill has not come, in canonical order.</param>
/// <param name="AppliedVoids">Voids that took a fill back, in canonical order: those of fills in the state are done, others are done again when their fill is added.</param>
/// <param name="Magnitude">Bound of the sums of the events in the state.</param>
public sealed record LedgerBase(
    FoldState State, IReadOnlyList<FillVoid> OpenVoids, IReadOnlyList<FillVoid> AppliedVoids, Magnitude Magnitude);
