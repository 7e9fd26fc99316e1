using Ballast.Domain.Pnl.RollUp;

namespace Ballast.Domain.Pnl.Attribution;

/// <summary>Attribution of a profit, in one currency: <c>total = spread + inventory + mark basis − fees + funding + fx</c>.</summary>
/// <remarks>
/// An unknown part is <see langword="null"/>, and so is every sum that contains it; <see cref="Reason"/> says why. Spread is earned by
/// fills against the mid at their time, inventory by moves of the mid while a position is held. Mark basis is the difference between
/// valuing at the mark and at the last mid. FX is the effect of rates on earlier profit in other assets; it is 0 except in portfolios.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.attribution")]
public sealed record PnlAttribution
{
    /// <summary>All parts and the total are 0.</summary>
    public static PnlAttribution Zero { get; } = new() { Spread = 0, Inventory = 0, MarkBasis = 0, Fees = 0, Funding = 0, Fx = 0, Total = 0 };

    /// <summary>Spread captured by fills; <see langword="null"/> when unknown.</summary>
    [Id(0)] public required decimal? Spread { get; init; }

    /// <summary>Profit from moves of the mid while a position was held; <see langword="null"/> when unknown.</summary>
    [Id(1)] public required decimal? Inventory { get; init; }

    /// <summary>Value of the position at the mark minus its value at the last mid; <see langword="null"/> when unknown.</summary>
    [Id(2)] public required decimal? MarkBasis { get; init; }

    /// <summary>Fees minus rebates, positive for a cost; <see langword="null"/> when unknown.</summary>
    [Id(3)] public required decimal? Fees { get; init; }

    /// <summary>Funding received minus paid; <see langword="null"/> when unknown.</summary>
    [Id(4)] public required decimal? Funding { get; init; }

    /// <summary>Effect of exchange rates on earlier profit in other assets; <see langword="null"/> when unknown.</summary>
    [Id(5)] public required decimal? Fx { get; init; }

    /// <summary>Net profit, computed from cost and mark independently of the parts; <see langword="null"/> when unknown.</summary>
    [Id(6)] public required decimal? Total { get; init; }

    /// <summary>Whether a mid or rate used here may still change.</summary>
    [Id(7)] public bool Provisional { get; init; }

    /// <summary>Number of fills at whose time there was no mid; unless it is 0, spread and inventory are <see langword="null"/>.</summary>
    [Id(8)] public long FillsWithoutMid { get; init; }

    /// <summary>Number of fills that arrived too late to find the exact mid and use that of the sampling grid.</summary>
    [Id(9)] public long GridMidFills { get; init; }

    /// <summary>Why a part is <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    [Id(10)] public string? Reason { get; init; }

    /// <summary>Number of fills whose mid may not be the last one before them, because the book could send only one mid for each 10 ms.</summary>
    [Id(11)] public long ThinnedMidFills { get; init; }

    /// <summary>
    /// Sum of what is known of <see cref="Total"/>, equal to it when that is known; <see langword="null"/> where it was not worked out, as in
    /// values stored before this was recorded.
    /// </summary>
    [Id(12)] public decimal? PartialTotal { get; init; }

    /// <summary>What is known of the total; 0 when nothing is.</summary>
    internal decimal KnownTotal => PartialTotal ?? Total ?? 0m;

    /// <summary>
    /// Sum of the parts, to compare with <see cref="Total"/>; <see langword="null"/> when a part is unknown or the sum exceeds the range of
    /// decimal.
    /// </summary>
    public decimal? Explained
    {
        get
        {
            try
            {
                return Spread + Inventory + MarkBasis - Fees + Funding + Fx;
            }
            catch (OverflowException)
            {
                return null;
            }
        }
    }

    /// <summary>Whether parts and total agree within 1e-12·max(1, |total|); <see langword="true"/> when one is unknown.</summary>
    public bool Holds => Agree(Explained, Total);

    /// <summary>Whether two figures of one total agree within 1e-12·max(1, |total|); <see langword="true"/> when one is unknown.</summary>
    public static bool Agree(decimal? figure, decimal? total)
    {
        if (figure is not { } left || total is not { } right)
        {
            return true;
        }

        try
        {
            return Math.Abs(left - right) <= 1e-12m * Math.Max(1m, Math.Abs(right));
        }
        catch (OverflowException)
        {
            // They are further apart than what decimal holds.
            return false;
        }
    }

    /// <summary>
    /// Adds two attributions in one currency. A part that is unknown in one of them, or exceeds the range of decimal, is
    /// <see langword="null"/>.
    /// </summary>
    public static PnlAttribution Sum(PnlAttribution left, PnlAttribution right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        string? past = null;
        decimal? Plus(decimal? of, decimal? and)
        {
            var sum = BoundedDecimal.Plus(of, and);
            past ??= sum is null && of is not null && and is not null ? SettledProfit.PastDecimal : null;
            return sum;
        }

        var sum = new PnlAttribution
        {
            Spread = Plus(left.Spread, right.Spread),
            Inventory = Plus(left.Inventory, right.Inventory),
            MarkBasis = Plus(left.MarkBasis, right.MarkBasis),
            Fees = Plus(left.Fees, right.Fees),
            Funding = Plus(left.Funding, right.Funding),
            Fx = Plus(left.Fx, right.Fx),
            Total = Plus(left.Total, right.Total),
            PartialTotal = Plus(left.KnownTotal, right.KnownTotal),
            Provisional = left.Provisional || right.Provisional,
            FillsWithoutMid = left.FillsWithoutMid + right.FillsWithoutMid,
            GridMidFills = left.GridMidFills + right.GridMidFills,
            ThinnedMidFills = left.ThinnedMidFills + right.ThinnedMidFills,
        };
        return left.Reason is null && right.Reason is null && past is null
            ? sum
            : sum with { Reason = JoinedReasons.Of(left.Reason, right.Reason, past) };
    }
}
