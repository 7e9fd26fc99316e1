using System.Collections.Immutable;
using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Ledger.Checkpoints;

/// <summary>A ledger as version 0.1 stored it, with figures told by their place. Only read: checkpoints and snapshots of that version hold it.</summary>
internal sealed record PositionalLedger
{
    public required string Portfolio { get; init; }

    public required string Account { get; init; }

    /// <summary>Quantity, open cost, realised, FIFO realised, LIFO realised, fees, funding, funding difference, mid value, FIFO and LIFO open cost.</summary>
    public required decimal[] Figures { get; init; }

    /// <summary>Funding missing, mids pending, fills without mid, grid mids, fills, last fill.</summary>
    public required long[] Counts { get; init; }

    /// <summary>Of each lot quantity, cost, price and, if it was kept, time of opening in microseconds.</summary>
    public required decimal[][] Fifo { get; init; }

    /// <summary>As <see cref="Fifo"/>.</summary>
    public required decimal[][] Lifo { get; init; }

    /// <summary>Fees less rebates by asset.</summary>
    public required IReadOnlyDictionary<string, decimal> Charged { get; init; }

    /// <summary>Those without a rate to settle currency, by asset.</summary>
    public required IReadOnlyDictionary<string, decimal> Unconverted { get; init; }

    public required bool Rounded { get; init; }

    public string? Overflow { get; init; }

    internal LedgerState ToState() => LedgerState.Empty with
    {
        Quantity = Figures[0],
        OpenCost = Figures[1],
        Realized = Figures[2],
        Fifo = LotBook.Of(lastFirst: false, Figures[3], Figures[9], [.. Fifo.Select(Kept)]),
        Lifo = LotBook.Of(lastFirst: true, Figures[4], Figures[10], [.. Lifo.Select(Kept)]),
        Fees = Figures[5],
        Funding = Figures[6],
        FundingDifference = Figures[7],
        MidValue = Figures[8],
        FundingMissing = Counts[0],
        MidsPending = Counts[1],
        FillsWithoutMid = Counts[2],
        GridMidFills = Counts[3],
        Fills = Counts[4],
        LastFillAt = new(Counts[5]),
        FeesByAsset = Charged.ToImmutableSortedDictionary(StringComparer.Ordinal),
        FeesUnconverted = Unconverted.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Rounded = Rounded,
        Overflow = Overflow,
    };

    /// <summary>The first texts had no time of opening.</summary>
    private static Lot Kept(decimal[] lot) => new(lot[0], lot[1], lot[2], lot.Length > 3 ? new((long)lot[3]) : default);
}
