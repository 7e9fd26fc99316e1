using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Ledger.Booking;

/// <summary>One account's position in one instrument for one portfolio.</summary>
/// <param name="Portfolio">Portfolio it belongs to.</param>
/// <param name="Account">Venue account.</param>
/// <param name="State">What its events add up to.</param>
public sealed record AccountLedger(string Portfolio, string Account, LedgerState State);
