using System.Text.Json;
using System.Text.Json.Serialization;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Checkpoints;
using Ballast.Domain.Pnl.Markouts;
using Ballast.Grains.Inventory.Ledgers;

namespace Ballast.Grains.Inventory.Retention;

/// <summary>State of ledgers and markouts at a place in the canonical order, as a checkpoint keeps it.</summary>
/// <param name="Ledgers">The ledgers up to that place.</param>
/// <param name="Markouts">Markouts of the fills up to there.</param>
/// <param name="Policy">Text of the <see cref="LedgerPolicy"/> they were made by.</param>
/// <param name="Number">Number of the last journal entry that was taken into account.</param>
/// <param name="UpTo">Last venue time it holds: every event up to then, and none after.</param>
/// <param name="FundingDue">Next funding time known then; <see langword="null"/> for none.</param>
internal sealed record LedgerCheckpoint(LedgerBase Ledgers, ReadOnlyMemory<byte> Markouts, string Policy, long Number, Instant UpTo, Instant? FundingDue)
{
    internal string Write() => JsonSerializer.Serialize(
        new CheckpointText(LedgerBaseText.Write(Ledgers), Markouts.ToArray(), Policy, Number, UpTo.Micros, FundingDue?.Micros),
        CheckpointJson.Default.CheckpointText);

    /// <summary>Digest of what it holds; a rebuild up to the same time and entry has the same.</summary>
    internal string StateHash() => FoldedLedgers.StateHash(new InstrumentLedgers(Ledgers), MarkoutTracker.Parse(Markouts));

    /// <exception cref="InvalidDataException">It is not a checkpoint's text.</exception>
    internal static LedgerCheckpoint Read(string text)
    {
        try
        {
            var stored = JsonSerializer.Deserialize(text, CheckpointJson.Default.CheckpointText) ?? throw new JsonException("It is null.");
            return new(
                LedgerBaseText.Read(stored.Ledgers), stored.Markouts, stored.Policy, stored.Number, new(stored.UpTo),
                stored.FundingDue is { } due ? new Instant(due) : null);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"A checkpoint is not readable: {e.Message}", e);
        }
    }
}

/// <summary>Stored form of a checkpoint.</summary>
internal sealed record CheckpointText(string Ledgers, byte[] Markouts, string Policy, long Number, long UpTo, long? FundingDue);
