using System.Text.Json;
using System.Text.Json.Serialization;
using Ballast.Domain.Ledger.Booking;
using Ballast.Domain.Ledger.Checkpoints;
using Ballast.Domain.Pnl.Markouts;
using Ballast.Grains.Inventory.Ledgers;

namespace Ballast.Grains.Inventory.Retention;

/// <summary>State of ledgers and markouts at a position in the canonical order.</summary>
/// <param name="Ledgers">Ledgers at that position.</param>
/// <param name="Markouts">Markouts of the fills up to that position.</param>
/// <param name="Policy">Text of the <see cref="LedgerPolicy"/> they were made by.</param>
/// <param name="Number">Number of the last journal entry that was included.</param>
/// <param name="UpTo">Venue time of the position: every event up to it is included, and none after it.</param>
/// <param name="FundingDue">Next funding time known then; <see langword="null"/> when none was known.</param>
internal sealed record LedgerCheckpoint(LedgerBase Ledgers, ReadOnlyMemory<byte> Markouts, string Policy, long Number, Instant UpTo, Instant? FundingDue)
{
    /// <summary>The state, to which later events can be added.</summary>
    internal FoldedLedgers Begin() => new(new(Ledgers), MarkoutTracker.Parse(Markouts), LedgerPolicy.Parse(Policy));

    internal string Write() => JsonSerializer.Serialize(
        new CheckpointText(LedgerBaseText.Write(Ledgers), Markouts.ToArray(), Policy, Number, UpTo.Micros, FundingDue?.Micros),
        CheckpointJson.Default.CheckpointText);

    /// <summary>Hexadecimal digest of the state; equal to that of a rebuild up to the same time and entry.</summary>
    internal string StateHash() => FoldedLedgers.StateHash(new InstrumentLedgers(Ledgers), MarkoutTracker.Parse(Markouts));

    /// <exception cref="InvalidDataException">The text is not that of a checkpoint.</exception>
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

/// <summary>Stored form of a checkpoint; times in microseconds since 1970.</summary>
internal sealed record CheckpointText(string Ledgers, byte[] Markouts, string Policy, long Number, long UpTo, long? FundingDue);
