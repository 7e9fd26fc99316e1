using System.Collections.Immutable;
using Ballast.Domain.Instruments;

namespace Ballast.Domain.Ledger.Folding;

/// <summary>One ledger after a sequence of events, at average, first-in-first-out and last-in-first-out cost. Money is in settle currency.</summary>
/// <remarks>
/// The state keeps the open cost and not an average price: closing a part removes its share of the cost, rounded half to even to
/// 18 decimals, and leaves the rest, so that realised and unrealised profit add up exactly. Sums are exact while they fit the 28
/// digits of decimal; <see cref="Rounded"/> tells when one did not. Compare states by <see cref="StateHash"/>, because
/// collections compare by reference.
/// </remarks>
public sealed record LedgerState
{
    private static readonly ImmutableSortedDictionary<string, decimal> NoAssets =
        ImmutableSortedDictionary.Create<string, decimal>(StringComparer.Ordinal);

    private string? _hash;

    /// <summary>A ledger without events.</summary>
    public static LedgerState Empty { get; } = new();

    /// <summary>Signed position, in the venue's unit of amount; exactly 0 when flat.</summary>
    public decimal Quantity { get; init; }

    /// <summary>Signed sum of quantity times contract value over what is open (negative for an inverse long); exactly 0 when flat.</summary>
    public decimal OpenCost { get; init; }

    /// <summary>Profit of closed quantities at average cost, before fees; a loss is negative.</summary>
    public decimal Realized { get; init; }

    /// <summary>The same trades, oldest lots closed first.</summary>
    public LotBook Fifo { get; init; } = LotBook.FirstInFirstOut;

    /// <summary>The same trades, newest lots closed first.</summary>
    public LotBook Lifo { get; init; } = LotBook.LastInFirstOut;

    /// <summary>Fees minus rebates, as far as known in settle currency; a cost is positive.</summary>
    public decimal Fees { get; init; }

    /// <summary>Fees minus rebates as charged, by asset; an asset whose sum is 0 is absent.</summary>
    public ImmutableSortedDictionary<string, decimal> FeesByAsset { get; init; } = NoAssets;

    /// <summary>The part of <see cref="FeesByAsset"/> without a rate to settle currency, by asset; an asset whose sum is 0 is absent.</summary>
    public ImmutableSortedDictionary<string, decimal> FeesUnconverted { get; init; } = NoAssets;

    /// <summary>Funding received minus paid.</summary>
    public decimal Funding { get; init; }

    /// <summary>Number of funding times with a position but neither rate nor amount; unless it is 0 the funding is unknown.</summary>
    public long FundingMissing { get; init; }

    /// <summary>The venue's funding amounts minus those computed from its rates, over funding times with both.</summary>
    public decimal FundingDifference { get; init; }

    /// <summary>
    /// Sum over all inventory changes of signed quantity times contract value at the mid of their time, or at their own price where no mid
    /// is known.
    /// </summary>
    public decimal MidValue { get; init; }

    /// <summary>Number of fills whose mid is not known yet.</summary>
    public long MidsPending { get; init; }

    /// <summary>Number of fills at whose time there was no mid.</summary>
    public long FillsWithoutMid { get; init; }

    /// <summary>Number of fills that use the mid of the sampling grid.</summary>
    public long GridMidFills { get; init; }

    /// <summary>Number of fills whose mid may not be the last one before them, because the book could send only one mid for each 10 ms.</summary>
    public long ThinnedMidFills { get; init; }

    /// <summary>Number of fills whose fee is converted at a rate of the configuration.</summary>
    public long FallbackFees { get; init; }

    /// <summary>Number of fills whose fee is converted at the rate of a minute after them, because their own minute had none.</summary>
    public long LaterRateFees { get; init; }

    /// <summary>Number of fills, without voided ones.</summary>
    public long Fills { get; init; }

    /// <summary>Whether it holds or has ever traded anything.</summary>
    public bool IsTraded => Fills > 0 || Quantity != 0;

    /// <summary>Venue time of the newest fill; the default without one.</summary>
    public Instant LastFillAt { get; init; }

    /// <summary>Whether a sum needed more than 28 digits and was rounded.</summary>
    public bool Rounded { get; init; }

    /// <summary>Name of the first event that was skipped because a figure would have overflowed decimal; <see langword="null"/> when there is none.</summary>
    public string? Overflow { get; init; }

    /// <summary>
    /// Average entry price, in quote (the harmonic mean for inverse); <see langword="null"/> when flat, or when the open cost
    /// is too small for its 18 decimals.
    /// </summary>
    public decimal? AverageEntry(ContractValue contract) => PriceOf(OpenCost, contract);

    /// <summary>As <see cref="AverageEntry"/>, from the open cost of <see cref="Fifo"/> or <see cref="Lifo"/>.</summary>
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

    /// <summary>Profit if the open position were closed at <paramref name="mark"/>; exactly 0 when flat.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The mark is not positive.</exception>
    /// <exception cref="OverflowException">The profit exceeds the range of decimal.</exception>
    public decimal Unrealized(decimal mark, ContractValue contract)
    {
        var value = contract.At(mark);
        return Quantity == 0 ? 0m : (Quantity * value) - OpenCost;
    }

    /// <summary>Hexadecimal digest of all figures and of the number and cost of the lots; equal for equal figures even when they differ in scale.</summary>
    public string StateHash() => _hash ??= Digest(new StateDigest()).ToHex();

    /// <summary>As <see cref="StateHash"/>, but over every lot.</summary>
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

        // Left out when 0, so that digests made before this was counted still match.
        if (ThinnedMidFills > 0)
        {
            digest.Add("thinned").Add(ThinnedMidFills);
        }

        if (FallbackFees > 0)
        {
            digest.Add("fallback").Add(FallbackFees);
        }

        if (LaterRateFees > 0)
        {
            digest.Add("later").Add(LaterRateFees);
        }

        digest.Add("unconverted");
        foreach (var (asset, fee) in FeesUnconverted)
        {
            digest.Add(asset).Add(fee);
        }

        return digest;
    }

    /// <summary>Copies everything but the cached digest, which a changed copy must compute again.</summary>
    private LedgerState(LedgerState other)
    {
        (Quantity, OpenCost, Realized, Fifo, Lifo) = (other.Quantity, other.OpenCost, other.Realized, other.Fifo, other.Lifo);
        (Fees, FeesByAsset, FeesUnconverted) = (other.Fees, other.FeesByAsset, other.FeesUnconverted);
        (Funding, FundingMissing, FundingDifference) = (other.Funding, other.FundingMissing, other.FundingDifference);
        (MidValue, MidsPending, FillsWithoutMid, GridMidFills) = (other.MidValue, other.MidsPending, other.FillsWithoutMid, other.GridMidFills);
        (FallbackFees, LaterRateFees) = (other.FallbackFees, other.LaterRateFees);
        (ThinnedMidFills, Fills, LastFillAt, Rounded, Overflow) = (other.ThinnedMidFills, other.Fills, other.LastFillAt, other.Rounded, other.Overflow);
    }

    private LedgerState()
    {
    }
}
