namespace Ballast.Domain.Pnl;

/// <summary>Where a profit comes from, in one currency: <c>total = spread + inventory + mark basis − fees + funding + fx</c>.</summary>
/// <remarks>
/// A part that is not known is <see langword="null"/>, and so is whatever is summed from it; <see cref="Reason"/> says why.
/// Spread: what fills made against the mid of their moment. Inventory: what mids moved what was held. Mark basis: what the
/// mark adds to the last mid. FX: what rates moved earlier profit in other assets; 0 but in portfolios.
/// </remarks>
[GenerateSerializer, Immutable, Alias("ballast.attribution")]
public sealed record Attribution
{
    /// <summary>Nothing earned and nothing missing.</summary>
    public static Attribution Zero { get; } = new() { Spread = 0, Inventory = 0, MarkBasis = 0, Fees = 0, Funding = 0, Fx = 0, Total = 0 };

    /// <summary>Spread captured by fills.</summary>
    [Id(0)] public required decimal? Spread { get; init; }

    /// <summary>Moves of the mid times what was held.</summary>
    [Id(1)] public required decimal? Inventory { get; init; }

    /// <summary>Position valued at the mark less at the last mid.</summary>
    [Id(2)] public required decimal? MarkBasis { get; init; }

    /// <summary>Fees less rebates; a cost is positive.</summary>
    [Id(3)] public required decimal? Fees { get; init; }

    /// <summary>Funding received less paid.</summary>
    [Id(4)] public required decimal? Funding { get; init; }

    /// <summary>Translation of earlier profit in other assets.</summary>
    [Id(5)] public required decimal? Fx { get; init; }

    /// <summary>Net profit, worked out from cost and mark and not from the parts.</summary>
    [Id(6)] public required decimal? Total { get; init; }

    /// <summary>Whether a mid or rate it rests on may still change.</summary>
    [Id(7)] public bool Provisional { get; init; }

    /// <summary>Fills whose own moment had no mid; while there are any, spread and inventory are <see langword="null"/>.</summary>
    [Id(8)] public long FillsWithoutMid { get; init; }

    /// <summary>Fills that came too late for the exact mid and took the grid's.</summary>
    [Id(9)] public long GridMidFills { get; init; }

    /// <summary>Why a part is <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    [Id(10)] public string? Reason { get; init; }

    /// <summary>Sum of the parts, to be held against <see cref="Total"/>; <see langword="null"/> when one is not known.</summary>
    public decimal? Explained => Spread + Inventory + MarkBasis - Fees + Funding + Fx;

    /// <summary>Whether parts and total agree within 1e-12·max(1, |total|), or cannot be compared.</summary>
    public bool Holds => Total is not { } total || Explained is not { } explained
        || Math.Abs(explained - total) <= 1e-12m * Math.Max(1m, Math.Abs(total));

    /// <summary>Two attributions in one currency together; a part that one of them does not know is not known.</summary>
    public static Attribution Sum(Attribution left, Attribution right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new()
        {
            Spread = left.Spread + right.Spread,
            Inventory = left.Inventory + right.Inventory,
            MarkBasis = left.MarkBasis + right.MarkBasis,
            Fees = left.Fees + right.Fees,
            Funding = left.Funding + right.Funding,
            Fx = left.Fx + right.Fx,
            Total = left.Total + right.Total,
            Provisional = left.Provisional || right.Provisional,
            FillsWithoutMid = left.FillsWithoutMid + right.FillsWithoutMid,
            GridMidFills = left.GridMidFills + right.GridMidFills,
            Reason = left.Reason is null || left.Reason == right.Reason ? right.Reason
                : right.Reason is null ? left.Reason : $"{left.Reason}; {right.Reason}",
        };
    }
}
