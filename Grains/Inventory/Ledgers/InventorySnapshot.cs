using Ballast.Domain.Ledger.Checkpoints;
using Ballast.Domain.Ledger.Folding;
using Ballast.Grains.Journaling;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>State of an inventory at a position of its journal. It is derived: an activation without it reads the whole journal.</summary>
[GenerateSerializer, Alias("ballast.inventory-snapshot")]
public sealed class InventorySnapshot
{
    /// <summary>Position in the journal; the default value while there is no snapshot.</summary>
    [Id(0)] public JournalPosition Position { get; set; }

    /// <summary>Base of the ledgers, as text of <see cref="LedgerBaseText"/>.</summary>
    [Id(1)] public string Ledgers { get; set; } = "";

    /// <summary>Events above the base, in canonical order.</summary>
    [Id(2)] public KeptEntry[] Window { get; set; } = [];

    /// <summary>Markouts, encoded.</summary>
    [Id(3)] public byte[] Markouts { get; set; } = [];

    /// <summary>Text of the <see cref="LedgerPolicy"/> that the markouts follow.</summary>
    [Id(4)] public string Policy { get; set; } = "";

    /// <summary>Next known funding time; <see langword="null"/> when none is known.</summary>
    [Id(5)] public Instant? FundingDue { get; set; }

    /// <summary>First segment of the journal at that time. If more segments were dropped since, the snapshot is not used.</summary>
    [Id(6)] public int FirstSegment { get; set; }

    /// <summary>Last venue time that only a checkpoint holds; <see langword="null"/> when nothing was dropped.</summary>
    [Id(7)] public Instant? Floor { get; set; }

    /// <summary>States at ends of days, oldest first.</summary>
    [Id(8)] public PastLedgers[] Past { get; set; } = [];

    /// <summary>Snapshot of a state after the entries up to a position.</summary>
    internal static InventorySnapshot Of(FoldedLedgers folded, JournalPosition position, Instant? fundingDue, int firstSegment, Instant? floor) => new()
    {
        Position = position,
        Ledgers = LedgerBaseText.Write(folded.Ledgers.Base()),
        Window = [.. folded.Ledgers.Window.Select(KeptEntry.Of)],
        Markouts = folded.Markouts.ToJson(),
        Policy = folded.Policy.ToString(),
        FundingDue = fundingDue,
        FirstSegment = firstSegment,
        Floor = floor,
        Past = folded.Past.Save(),
    };
}
