using System.Text.Json;
using System.Text.Json.Serialization;
using Ballast.Domain.Ledger;

namespace Ballast.Grains.Inventory;

/// <summary>State of ledgers and markouts at a place in the canonical order, as a checkpoint keeps it.</summary>
/// <param name="Ledgers">The ledgers up to that place.</param>
/// <param name="Markouts">Markouts of the fills up to there.</param>
/// <param name="Policy">What they rest on.</param>
/// <param name="Number">Number of the last journal entry that was taken into account.</param>
/// <param name="FundingDue">Next funding time known then; <see langword="null"/> for none.</param>
internal sealed record LedgerCheckpoint(LedgerBase Ledgers, ReadOnlyMemory<byte> Markouts, string Policy, long Number, Instant? FundingDue)
{
    internal string Write() => JsonSerializer.Serialize(
        new CheckpointText(LedgerBaseText.Write(Ledgers), Markouts.ToArray(), Policy, Number, FundingDue?.Micros),
        CheckpointJson.Default.CheckpointText);

    /// <exception cref="InvalidDataException">It is not a checkpoint's text.</exception>
    internal static LedgerCheckpoint Read(string text)
    {
        try
        {
            var stored = JsonSerializer.Deserialize(text, CheckpointJson.Default.CheckpointText) ?? throw new JsonException("It is null.");
            return new(
                LedgerBaseText.Read(stored.Ledgers), stored.Markouts, stored.Policy, stored.Number,
                stored.FundingDue is { } due ? new Instant(due) : null);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"A checkpoint is not readable: {e.Message}", e);
        }
    }
}

/// <summary>Stored form of a checkpoint.</summary>
internal sealed record CheckpointText(string Ledgers, byte[] Markouts, string Policy, long Number, long? FundingDue);

/// <summary>Generated JSON code of checkpoints.</summary>
[JsonSerializable(typeof(CheckpointText))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
