using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Ledger.Booking;

/// <summary>One account's position in one instrument for one portfolio.</summary>
/// <param name="Portfolio">Portfolio of the ledger.</param>
/// <param name="Account">Venue account.</param>
/// <param name="State">State after its events.</param>
public sealed record AccountLedger(string Portfolio, string Account, LedgerState State);
