using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Events;
using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Ledger.Checkpoints;

/// <summary>A state of an instrument's ledgers to which later events can be added.</summary>
/// <param name="State">The ledgers.</param>
/// <param name="OpenVoids">Voids whose fill has not arrived, in canonical order.</param>
/// <param name="AppliedVoids">Voids that cancelled a fill, in canonical order. The state already omits the fills it covers; a later fill is cancelled again when it is added.</param>
/// <param name="Magnitude">Bound of the sums of the events in the state.</param>
public sealed record LedgerBase(
    FoldState State, IReadOnlyList<FillVoid> OpenVoids, IReadOnlyList<FillVoid> AppliedVoids, Magnitude Magnitude);
