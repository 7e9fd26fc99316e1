using Ballast.Domain.Ledger.Checkpoints;
using Ballast.Domain.Ledger.Folding;
using Ballast.Grains.Journaling;

namespace Ballast.Grains.Inventory.Ledgers;

/// <summary>State of an inventory at a place of its journal. Derived: an activation without it reads the whole journal.</summary>
[GenerateSerializer, Alias("ballast.inventory-snapshot")]
public sealed class InventorySnapshot
{
    /// <summary>Place in the journal; the default value while there is no snapshot.</summary>
    [Id(0)] public JournalPosition Position { get; set; }

    /// <summary>The ledgers' base, as <see cref="LedgerBaseText"/>.</summary>
    [Id(1)] public string Ledgers { get; set; } = "";

    /// <summary>Events above the base, in canonical order.</summary>
    [Id(2)] public KeptEntry[] Window { get; set; } = [];

    /// <summary>The markouts.</summary>
    [Id(3)] public byte[] Markouts { get; set; } = [];

    /// <summary>What both rest on.</summary>
    [Id(4)] public string Policy { get; set; } = "";

    /// <summary>Next funding time known; <see langword="null"/> for none.</summary>
    [Id(5)] public Instant? FundingDue { get; set; }

    /// <summary>Segment the journal began with; one that has lost more since is read anew.</summary>
    [Id(6)] public int FirstSegment { get; set; }

    /// <summary>Last venue time that only a checkpoint holds; <see langword="null"/> when nothing was dropped.</summary>
    [Id(7)] public Instant? Floor { get; set; }
}
