namespace Ballast.Grains.Journaling.Entries;

/// <summary>What the ledgers are folded with from here on, apart from events; the first thing after the first opening.</summary>
/// <param name="Instrument">Contract terms of the journal's instrument.</param>
/// <param name="Policy">How the owner folds, as text that it alone reads, e.g. which source of funding counts.</param>
public sealed record Terms(Instrument Instrument, string Policy) : JournalEntry;
