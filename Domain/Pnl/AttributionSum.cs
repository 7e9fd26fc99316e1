using Ballast.Domain.Instruments;

namespace Ballast.Domain.Pnl;

/// <summary>What the attribution of a position follows from, as sums that need no order. Money is in settle currency.</summary>
/// <remarks>
/// By definition inventory is <c>Σ pos_(k−1)·(V(M_k) − V(M_(k−1)))</c> over all mids. Summed by parts, every dq_i held through
/// mids k &gt; i contributes <c>dq_i·(V(M_last) − V(M_i))</c>, where M_i is the last mid at or before it; so
/// <code>
/// spread    = Σ dq_i·(V(M_i) − V(p_i))     = S − K             S = Σ dq_i·V(M_i),  K = Σ dq_i·V(p_i)
/// inventory = Σ dq_i·(V(M_last) − V(M_i))  = pos·V(M_last) − S
/// basis     = pos·(V(mark) − V(M_last))
/// sum       = pos·V(mark) − K                                  the profit before fees and funding
/// </code>
/// Only the last mid and the mid of each fill matter, and a late fill only adds its own terms.
/// </remarks>
public readonly record struct AttributionSum
{
    /// <summary>S: signed quantity times value at the mid of its moment, over all fills; <see langword="null"/> when a fill had none.</summary>
    public required decimal? ValueAtMids { get; init; }

    /// <summary>K: signed quantity times value at its price, over all fills.</summary>
    public required decimal ValueAtPrices { get; init; }

    /// <summary>Signed position, the sum of those quantities.</summary>
    public required decimal Position { get; init; }

    /// <summary>Last mid, in quote currency; <see langword="null"/> when there never was one.</summary>
    public required decimal? LastMid { get; init; }

    /// <summary>Price the position is valued at; <see langword="null"/> when there is none.</summary>
    public required decimal? Mark { get; init; }

    /// <summary>Fees less rebates; <see langword="null"/> when one is not converted.</summary>
    public required decimal? Fees { get; init; }

    /// <summary>Funding received less paid; <see langword="null"/> when one is not known.</summary>
    public required decimal? Funding { get; init; }

    /// <summary>Fills whose own moment had no mid.</summary>
    public long FillsWithoutMid { get; init; }

    /// <summary>Fills that took the grid's mid.</summary>
    public long GridMidFills { get; init; }

    /// <summary>Whether a mid or rate may still change.</summary>
    public bool Provisional { get; init; }

    /// <summary>The parts, their FX being 0. A flat position needs neither mid nor mark.</summary>
    /// <param name="contract">Value function of the position.</param>
    /// <exception cref="ArgumentOutOfRangeException">Mid or mark is not positive.</exception>
    /// <exception cref="OverflowException">A figure is past what decimal holds.</exception>
    public Attribution Of(ContractValue contract)
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
            Total = atMark - ValueAtPrices - Fees + Funding,
            Provisional = Provisional,
            FillsWithoutMid = FillsWithoutMid,
            GridMidFills = GridMidFills,
            Reason = Reason(valueAtMids, atMid, atMark),
        };
    }

    private decimal? ValueAt(decimal? price, ContractValue contract) =>
        Position == 0 ? 0m : price is { } known ? Position * contract.At(known) : null;

    private string? Reason(decimal? valueAtMids, decimal? atMid, decimal? atMark)
    {
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

        return reasons.Count == 0 ? null : string.Join("; ", reasons);
    }
}
