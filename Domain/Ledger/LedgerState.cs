using System.Collections.Immutable;
using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger;

/// <summary>What a sequence of events adds up to, at average, first-in and last-in cost side by side. Money is in settle currency.</summary>
/// <remarks>
/// The open cost is the state, never an average price: closing a part takes its share of the cost, rounded half to even to
/// 18 decimals, and leaves the rest, so that realised and unrealised profit add up exactly (finance reference §4). Sums are
/// exact while they fit the 28 digits of decimal; <see cref="Rounded"/> says when they did not. Compare states by
/// <see cref="StateHash"/>: collections compare by reference.
/// </remarks>
public sealed record LedgerState
{
    private static readonly ImmutableSortedDictionary<string, decimal> NoAssets =
        ImmutableSortedDictionary.Create<string, decimal>(StringComparer.Ordinal);

    private string? hash;

    /// <summary>Nothing ever happened.</summary>
    public static LedgerState Empty { get; } = new();

    /// <summary>Signed position, in the venue's unit of amount; exactly 0 when flat.</summary>
    public decimal Quantity { get; init; }

    /// <summary>Signed sum of quantity times contract value over what is open (negative for an inverse long); exactly 0 when flat.</summary>
    public decimal OpenCost { get; init; }

    /// <summary>Profit of what was closed, before fees, at average cost.</summary>
    public decimal Realized { get; init; }

    /// <summary>The same trades, oldest lots closed first.</summary>
    public LotBook Fifo { get; init; } = LotBook.FirstInFirstOut;

    /// <summary>The same trades, newest lots closed first.</summary>
    public LotBook Lifo { get; init; } = LotBook.LastInFirstOut;

    /// <summary>Fees less rebates as far as they are known in settle currency.</summary>
    public decimal Fees { get; init; }

    /// <summary>Fees less rebates as they were charged, by asset; an asset whose sum is 0 is absent.</summary>
    public ImmutableSortedDictionary<string, decimal> FeesByAsset { get; init; } = NoAssets;

    /// <summary>Those of them without a rate to settle currency, by asset; an asset whose sum is 0 is absent.</summary>
    public ImmutableSortedDictionary<string, decimal> FeesUnconverted { get; init; } = NoAssets;

    /// <summary>Funding received less paid.</summary>
    public decimal Funding { get; init; }

    /// <summary>Funding times with a position, but neither rate nor amount: while there are any, the funding is unknown.</summary>
    public long FundingMissing { get; init; }

    /// <summary>The venue's amounts less what its rates came to, where both are known.</summary>
    public decimal FundingDifference { get; init; }

    /// <summary>Sum over all moves of quantity times contract value at the mid of their moment; at their own price where no mid is known.</summary>
    public decimal MidValue { get; init; }

    /// <summary>Fills whose mid is not known yet.</summary>
    public long MidsPending { get; init; }

    /// <summary>Fills whose moment had no mid.</summary>
    public long FillsWithoutMid { get; init; }

    /// <summary>Fills that took the mid of the sampling grid.</summary>
    public long GridMidFills { get; init; }

    /// <summary>Fills applied; voided ones are not.</summary>
    public long Fills { get; init; }

    /// <summary>Venue time of the newest fill; the default while there is none.</summary>
    public Instant LastFillAt { get; init; }

    /// <summary>Whether a sum needed more than 28 digits and was rounded.</summary>
    public bool Rounded { get; init; }

    /// <summary>The first event that would have taken a figure past what decimal holds and was left out; <see langword="null"/> when there is none.</summary>
    public string? Overflow { get; init; }

    /// <summary>
    /// Price at which the open cost was paid, harmonic for inverse; <see langword="null"/> when flat, or when the open cost
    /// is smaller than its 18 decimals can tell.
    /// </summary>
    public decimal? AverageEntry(ContractValue contract) => PriceOf(OpenCost, contract);

    /// <summary>As <see cref="AverageEntry"/>, for the open cost of <see cref="Fifo"/> or <see cref="Lifo"/>.</summary>
    public decimal? PriceOf(decimal openCost, ContractValue contract)
    {
        if (Quantity == 0)
        {
            return null;
        }

        var value = openCost / Quantity;
        var hasPrice = contract.Kind == ContractKind.Inverse ? value < 0 : value > 0;
        return hasPrice ? contract.PriceOf(value) : null;
    }

    /// <summary>Profit of what is open if it were closed at <paramref name="mark"/>; exactly 0 when flat.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The mark is not positive.</exception>
    /// <exception cref="OverflowException">The figure is past what decimal holds.</exception>
    public decimal Unrealized(decimal mark, ContractValue contract)
    {
        var value = contract.At(mark);
        return Quantity == 0 ? 0m : (Quantity * value) - OpenCost;
    }

    /// <summary>Hexadecimal digest of every figure and of the lots' number and cost, equal for equal figures whatever their scale.</summary>
    public string StateHash() => hash ??= Digest(new StateDigest()).ToHex();

    /// <summary>As <see cref="StateHash"/>, with every single lot.</summary>
    public string FullHash()
    {
        var digest = Digest(new StateDigest());
        foreach (var lot in Fifo.Lots.Concat(Lifo.Lots))
        {
            digest.Add(lot.Quantity).Add(lot.Cost).Add(lot.Price);
        }

        return digest.ToHex();
    }

    private StateDigest Digest(StateDigest digest)
    {
        digest.Add(Quantity).Add(OpenCost).Add(Realized).Add(Fees).Add(Funding).Add(FundingMissing).Add(FundingDifference);
        digest.Add(MidValue).Add(MidsPending).Add(FillsWithoutMid).Add(GridMidFills).Add(Fills).Add(LastFillAt.Micros);
        digest.Add(Rounded ? 1 : 0).Add(Overflow ?? "");
        digest.Add(Fifo.OpenCost).Add(Fifo.Realized).Add(Fifo.Count).Add(Lifo.OpenCost).Add(Lifo.Realized).Add(Lifo.Count);
        foreach (var (asset, fee) in FeesByAsset)
        {
            digest.Add(asset).Add(fee);
        }

        digest.Add("unconverted");
        foreach (var (asset, fee) in FeesUnconverted)
        {
            digest.Add(asset).Add(fee);
        }

        return digest;
    }

    /// <summary>A record's copy must not take the digest of the original along.</summary>
    private LedgerState(LedgerState other)
    {
        (Quantity, OpenCost, Realized, Fifo, Lifo) = (other.Quantity, other.OpenCost, other.Realized, other.Fifo, other.Lifo);
        (Fees, FeesByAsset, FeesUnconverted) = (other.Fees, other.FeesByAsset, other.FeesUnconverted);
        (Funding, FundingMissing, FundingDifference) = (other.Funding, other.FundingMissing, other.FundingDifference);
        (MidValue, MidsPending, FillsWithoutMid, GridMidFills) = (other.MidValue, other.MidsPending, other.FillsWithoutMid, other.GridMidFills);
        (Fills, LastFillAt, Rounded, Overflow) = (other.Fills, other.LastFillAt, other.Rounded, other.Overflow);
    }

    private LedgerState()
    {
    }
}
