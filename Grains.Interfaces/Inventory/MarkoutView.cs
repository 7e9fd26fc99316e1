using Ballast.Domain.Instruments;
using Ballast.Domain.Pnl.Markouts;

namespace Ballast.Grains.Interfaces.Inventory;

/// <summary>A portfolio's markouts in one instrument, in settle currency.</summary>
[GenerateSerializer, Immutable, Alias("ballast.markout-view")]
public sealed record MarkoutView
{
    /// <summary>The instrument.</summary>
    [Id(0)] public required InstrumentId Instrument { get; init; }

    /// <summary>Asset of the sums.</summary>
    [Id(1)] public required string Settle { get; init; }

    /// <summary>Horizons, e.g. <c>1s</c>, in the order of all rows.</summary>
    [Id(2)] public required string[] Horizons { get; init; }

    /// <summary>Sums by liquidity, side, venue, hour and size.</summary>
    [Id(3)] public required MarkoutRow[] Rows { get; init; }

    /// <summary>Newest fills with their markouts, newest first.</summary>
    [Id(4)] public required FillMarkouts[] Recent { get; init; }

    /// <summary>The sums in the form that <see cref="MarkoutTable.Parse"/> reads, for merging with those of other instruments.</summary>
    [Id(5)] public required byte[] Table { get; init; }
}
