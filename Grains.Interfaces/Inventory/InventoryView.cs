using Ballast.Domain.Instruments;
using Ballast.Domain.Ledger.Events;

namespace Ballast.Grains.Interfaces.Inventory;

/// <summary>A portfolio's ledgers of one instrument, and counts of its inventory.</summary>
[GenerateSerializer, Immutable, Alias("ballast.inventory-view")]
public sealed record InventoryView
{
    /// <summary>The instrument.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Ledgers, one per account, in order of account.</summary>
    [Id(1)] public required LedgerView[] Ledgers { get; init; }

    /// <summary>Digest of all ledgers, attributions and markouts of the instrument; equal for equal histories.</summary>
    [Id(2)] public required string StateHash { get; init; }

    /// <summary>Number of journal entries in these figures.</summary>
    [Id(3)] public required long JournalLength { get; init; }

    /// <summary>Number of duplicates ignored since activation, over all portfolios.</summary>
    [Id(4)] public required long Duplicates { get; init; }

    /// <summary>Number of events that had the key of a booked event but another payload since activation, over all portfolios.</summary>
    [Id(5)] public required long Conflicts { get; init; }

    /// <summary>Number of events refused since activation, over all portfolios, including those too old or too far in the future.</summary>
    [Id(6)] public required long Refused { get; init; }

    /// <summary>Voids of the portfolio whose fill has not arrived but still may.</summary>
    [Id(7)] public required FillVoid[] OpenVoids { get; init; }

    /// <summary>
    /// Voids of the portfolio whose fill did not arrive before it became too old for the journal. They would now be refused, with the reason
    /// and the proposed adjustment given.
    /// </summary>
    [Id(8)] public required FillReceipt[] LapsedVoids { get; init; }
}
