namespace Ballast.Domain.Pnl.RollUp;

/// <summary>Figures of one ledger in its settle currency, as input of a roll-up.</summary>
public readonly record struct SettleFigures
{
    /// <summary>Asset of the figures.</summary>
    public required string Settle { get; init; }

    /// <summary>Profit of closed quantities, before fees.</summary>
    public required decimal Realized { get; init; }

    /// <summary>Profit of the open position; <see langword="null"/> without a mark.</summary>
    public required decimal? Unrealized { get; init; }

    /// <summary>Fees minus rebates; <see langword="null"/> when one could not be converted.</summary>
    public required decimal? Fees { get; init; }

    /// <summary>Funding received minus paid; <see langword="null"/> when one is unknown.</summary>
    public required decimal? Funding { get; init; }

    /// <summary>Net profit; <see langword="null"/> when unknown.</summary>
    public required decimal? Total { get; init; }

    /// <summary>Sum of what is known of <see cref="Total"/>; equal to it when that is known.</summary>
    public required decimal PartialTotal { get; init; }
}
