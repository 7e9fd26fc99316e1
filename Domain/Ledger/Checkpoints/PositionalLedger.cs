using System.Collections.Immutable;
using Ballast.Domain.Ledger.Folding;

namespace Ballast.Domain.Ledger.Checkpoints;

/// <summary>A ledger as version 0.1 stored it, with figures identified by their place in a list. It is read from checkpoints and snapshots of that version, and never written.</summary>
internal sealed record PositionalLedger
{
    public required string Portfolio { get; init; }

    public required string Account { get; init; }

    /// <summary>Quantity, open cost, realised, FIFO realised, LIFO realised, fees, funding, funding difference, mid value, FIFO and LIFO open cost.</summary>
    public required decimal[] Figures { get; init; }

    /// <summary>Funding missing, mids pending, fills without mid, grid mids, fills, time of the last fill in microseconds.</summary>
    public required long[] Counts { get; init; }

    /// <summary>Quantity, cost and price of each lot, and the time of opening in microseconds if it was stored.</summary>
    public required decimal[][] Fifo { get; init; }

    /// <summary>As <see cref="Fifo"/>.</summary>
    public required decimal[][] Lifo { get; init; }

    /// <summary>Fees less rebates by asset.</summary>
    public required IReadOnlyDictionary<string, decimal> Charged { get; init; }

    /// <summary>Fees without a rate to settle currency, by asset.</summary>
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

    /// <summary>Reads a lot; the oldest texts have no time of opening.</summary>
    private static Lot Kept(decimal[] lot) => new(lot[0], lot[1], lot[2], lot.Length > 3 ? new((long)lot[3]) : default);
}
