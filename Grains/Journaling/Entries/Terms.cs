namespace Ballast.Grains.Journaling.Entries;

/// <summary>Terms and policy with which events are folded from here on. Follows the first opening.</summary>
/// <param name="Instrument">Contract terms of the journal's instrument.</param>
/// <param name="Policy">The owner's policy as text, which the journal does not interpret, e.g. markout horizons.</param>
public sealed record Terms(Instrument Instrument, string Policy) : JournalEntry;
