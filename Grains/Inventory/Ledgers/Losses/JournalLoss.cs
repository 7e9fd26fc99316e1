using Ballast.Domain.Ledger.Events;

namespace Ballast.Grains.Inventory.Ledgers.Losses;

/// <summary>What a journal lacks of the entries that a snapshot covers.</summary>
/// <param name="Covered">Number of entries that the snapshot covers.</param>
/// <param name="Kept">Number of entries that the journal has.</param>
/// <param name="Events">Lost events that the snapshot holds singly, in canonical order; they can be booked again.</param>
/// <param name="Folded">Number of further lost events, which the snapshot holds only in sums; 0 when there are none.</param>
/// <param name="Positions">Inventory of each ledger with the snapshot and with the journal alone, where the two differ, ordered by portfolio and account.</param>
public sealed record JournalLoss(
    long Covered, long Kept, IReadOnlyList<LedgerEvent> Events, long Folded, IReadOnlyList<LostPosition> Positions);

/// <summary>Inventory of one ledger before and after a loss.</summary>
/// <param name="Portfolio">Portfolio of the ledger.</param>
/// <param name="Account">Account of the ledger.</param>
/// <param name="Before">Quantity that the snapshot gives, positive when long.</param>
/// <param name="After">Quantity that the journal alone gives, positive when long.</param>
public sealed record LostPosition(string Portfolio, string Account, decimal Before, decimal After);
