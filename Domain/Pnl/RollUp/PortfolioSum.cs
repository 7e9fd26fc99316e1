namespace Ballast.Domain.Pnl.RollUp;

/// <summary>Sum of ledgers in one currency, converted with one FX table.</summary>
/// <remarks>A figure with a missing input is <see langword="null"/>, never 0 or a guess; the partial total sums what is known.</remarks>
public sealed record PortfolioSum
{
    /// <summary>Realised profit; <see langword="null"/> when a rate is missing.</summary>
    public required decimal? Realized { get; init; }

    /// <summary>Unrealised profit; <see langword="null"/> when a mark or rate is missing.</summary>
    public required decimal? Unrealized { get; init; }

    /// <summary>Fees minus rebates; <see langword="null"/> when a rate is missing, also that of a fee.</summary>
    public required decimal? Fees { get; init; }

    /// <summary>Funding received minus paid; <see langword="null"/> when that of a ledger is unknown or a rate is missing.</summary>
    public required decimal? Funding { get; init; }

    /// <summary>Net profit; <see langword="null"/> when anything is missing.</summary>
    public required decimal? Total { get; init; }

    /// <summary>Sum of what is known of the net profits: only what lacks a mark, a rate or an amount is left out.</summary>
    public required decimal PartialTotal { get; init; }

    /// <summary>Descriptions of what is missing; empty when nothing is.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>Net profits by settle asset before conversion, over the ledgers whose total is known.</summary>
    public required IReadOnlyDictionary<string, decimal> TotalsBySettle { get; init; }
}
