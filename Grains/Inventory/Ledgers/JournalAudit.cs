namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>The result of reading and checking one journal.</summary>
/// <param name="Instrument">Instrument of the journal.</param>
/// <param name="Entries">Entries read.</param>
/// <param name="Events">Events among them.</param>
/// <param name="Segments">Segments read.</param>
/// <param name="StateHash">Digest of ledgers and markouts; <see langword="null"/> when they cannot be rebuilt.</param>
/// <param name="Faults">Faults found, each with its place in the journal; empty when there are none.</param>
public sealed record JournalAudit(
    InstrumentId Instrument, long Entries, long Events, int Segments, string? StateHash, IReadOnlyList<string> Faults);
