using Ballast.Domain.Instruments;

namespace Ballast.Domain.Pnl.Attribution;

/// <summary>Sums from which the attribution of a position is computed; they do not depend on the order of fills. Money is in settle currency.</summary>
/// <remarks>
/// The inventory part is defined as <c>Σ pos_(k−1)·(V(M_k) − V(M_(k−1)))</c> over all mids. Summation by parts turns it into one term
/// <c>dq_i·(V(M_last) − V(M_i))</c> for each change dq_i of the position, where M_i is the last mid at or before it; so
/// <code>
/// spread    = Σ dq_i·(V(M_i) − V(p_i))     = S − K             S = Σ dq_i·V(M_i),  K = Σ dq_i·V(p_i)
/// inventory = Σ dq_i·(V(M_last) − V(M_i))  = pos·V(M_last) − S
/// basis     = pos·(V(mark) − V(M_last))
/// sum       = pos·V(mark) − K                                  the profit before fees and funding
/// </code>
/// Only the last mid and the mid of each fill are needed, and a late fill only adds its own terms.
/// </remarks>
public readonly record struct AttributionSum
{
    /// <summary>
    /// S: sum over all fills of signed quantity times contract value at the mid of their time; <see langword="null"/> when there was no mid
    /// for one.
    /// </summary>
    public required decimal? ValueAtMids { get; init; }

    /// <summary>K: sum over all fills of signed quantity times contract value at their price.</summary>
    public required decimal ValueAtPrices { get; init; }

    /// <summary>Signed position, in the venue's unit of amount: the sum of those quantities.</summary>
    public required decimal Position { get; init; }

    /// <summary>Last mid, in quote; <see langword="null"/> when there has never been one.</summary>
    public required decimal? LastMid { get; init; }

    /// <summary>Price at which the position is valued, in quote; <see langword="null"/> when there is none.</summary>
    public required decimal? Mark { get; init; }

    /// <summary>Fees minus rebates; <see langword="null"/> when one has no rate.</summary>
    public required decimal? Fees { get; init; }

    /// <summary>Funding received minus paid; <see langword="null"/> when one is unknown.</summary>
    public required decimal? Funding { get; init; }

    /// <summary>Number of fills at whose time there was no mid.</summary>
    public long FillsWithoutMid { get; init; }

    /// <summary>Number of fills that use the mid of the sampling grid.</summary>
    public long GridMidFills { get; init; }

    /// <summary>Number of fills whose mid may not be the last one before them.</summary>
    public long ThinnedMidFills { get; init; }

    /// <summary>Whether a mid or rate used here may still change.</summary>
    public bool Provisional { get; init; }

    /// <summary>Computes the parts, with an FX part of 0. A flat position needs neither mid nor mark.</summary>
    /// <param name="contract">Value function of the position.</param>
    /// <exception cref="ArgumentOutOfRangeException">Mid or mark is not positive.</exception>
    /// <exception cref="OverflowException">A figure exceeds the range of decimal.</exception>
    public PnlAttribution Of(ContractValue contract) => Of(contract, null);

    /// <summary>As <see cref="Of(ContractValue)"/>.</summary>
    /// <param name="contract">Value function of the position.</param>
    /// <param name="known">The total, if it is known already, with what is known of it.</param>
    internal PnlAttribution Of(ContractValue contract, KnownTotal? known)
    {
        var atMid = ValueAt(LastMid, contract);
        var atMark = ValueAt(Mark, contract);
        var valueAtMids = FillsWithoutMid == 0 ? ValueAtMids : null;
        return new()
        {
            Spread = valueAtMids - ValueAtPrices,
            Inventory = atMid - valueAtMids,
            MarkBasis = atMark - atMid,
            Fees = Fees,
            Funding = Funding,
            Fx = 0m,
            Total = known is { } given ? given.Total : atMark - ValueAtPrices - Fees + Funding,
            PartialTotal = known?.Partial,
            Provisional = Provisional,
            FillsWithoutMid = FillsWithoutMid,
            GridMidFills = GridMidFills,
            ThinnedMidFills = ThinnedMidFills,
            Reason = known?.Reason ?? Reason(valueAtMids, atMid, atMark),
        };
    }

    private decimal? ValueAt(decimal? price, ContractValue contract) =>
        Position == 0 ? 0m : price is { } known ? Position * contract.At(known) : null;

    private string? Reason(decimal? valueAtMids, decimal? atMid, decimal? atMark)
    {
        if (valueAtMids is not null && atMid is not null && atMark is not null && Fees is not null && Funding is not null)
        {
            return null;
        }

        var reasons = new List<string>();
        if (valueAtMids is null)
        {
            reasons.Add($"no mid at {FillsWithoutMid} fills");
        }

        if (atMid is null)
        {
            reasons.Add("no mid");
        }

        if (atMark is null)
        {
            reasons.Add("no mark");
        }

        if (Fees is null)
        {
            reasons.Add("a fee is not converted");
        }

        if (Funding is null)
        {
            reasons.Add("a funding is not known");
        }

        return JoinedReasons.Of(reasons);
    }
}

/// <summary>The total of a position, worked out from cost and mark.</summary>
/// <param name="Total">The total; <see langword="null"/> when it is unknown.</param>
/// <param name="Partial">What is known of it.</param>
/// <param name="Reason">Why it is unknown; <see langword="null"/> when it is known.</param>
internal readonly record struct KnownTotal(decimal? Total, decimal Partial, string? Reason);
