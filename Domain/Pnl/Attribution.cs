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

    /// <summary>Sum of the parts, to be held against <see cref="Total"/>; <see langword="null"/> when one is not known, or past what decimal holds.</summary>
    public decimal? Explained => Safely(() => Spread + Inventory + MarkBasis - Fees + Funding + Fx);

    /// <summary>Whether parts and total agree within 1e-12·max(1, |total|), or cannot be compared.</summary>
    public bool Holds => Total is not { } total || Explained is not { } explained
        || Math.Abs(explained - total) <= 1e-12m * Math.Max(1m, Math.Abs(total));

    /// <summary>Two attributions in one currency together; a part that one of them does not know, or that decimal does not hold, is not known.</summary>
    public static Attribution Sum(Attribution left, Attribution right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        string? past = null;
        decimal? Plus(decimal? of, decimal? and)
        {
            var sum = Safely(() => of + and);
            past ??= sum is null && of is not null && and is not null ? SettledProfit.PastDecimal : null;
            return sum;
        }

        var sum = new Attribution
        {
            Spread = Plus(left.Spread, right.Spread),
            Inventory = Plus(left.Inventory, right.Inventory),
            MarkBasis = Plus(left.MarkBasis, right.MarkBasis),
            Fees = Plus(left.Fees, right.Fees),
            Funding = Plus(left.Funding, right.Funding),
            Fx = Plus(left.Fx, right.Fx),
            Total = Plus(left.Total, right.Total),
            Provisional = left.Provisional || right.Provisional,
            FillsWithoutMid = left.FillsWithoutMid + right.FillsWithoutMid,
            GridMidFills = left.GridMidFills + right.GridMidFills,
        };
        string?[] reasons = [left.Reason, right.Reason, past];
        var known = reasons.OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        return known.Length == 0 ? sum : sum with { Reason = string.Join("; ", known) };
    }

    private static decimal? Safely(Func<decimal?> sum)
    {
        try
        {
            return sum();
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
