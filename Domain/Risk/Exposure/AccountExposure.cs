namespace Ballast.Domain.Risk.Exposure;

/// <summary>Exposure and margin of one venue account of a portfolio.</summary>
[GenerateSerializer, Immutable, Alias("ballast.account-exposure")]
public sealed record AccountExposure
{
    /// <summary>Exchange of the account.</summary>
    [Id(0)] public required string Exchange { get; init; }

    /// <summary>Name of the account at that exchange.</summary>
    [Id(1)] public required string Account { get; init; }

    /// <summary>Cash resulting from booked events, by asset; deposits are not included.</summary>
    [Id(2)] public required IReadOnlyList<CashBalance> Cash { get; init; }

    /// <summary>Sum of the absolute notionals of all positions, in report currency; <see langword="null"/> when one is unknown.</summary>
    [Id(3)] public required decimal? GrossNotional { get; init; }

    /// <summary>
    /// Maintenance margin of the derivatives by configured rates, in report currency; <see langword="null"/> when a rate is not configured.
    /// </summary>
    [Id(4)] public required decimal? MarginUsed { get; init; }

    /// <summary>
    /// Configured collateral plus the total of the portfolio's ledgers there, in report currency; <see langword="null"/> when collateral is
    /// not configured.
    /// </summary>
    [Id(5)] public required decimal? Equity { get; init; }

    /// <summary>
    /// Smallest relative move of all its prices together at which equity falls to the maintenance margin, e.g. 0.12; 0 when it already has,
    /// <see langword="null"/> when unknown.
    /// </summary>
    [Id(6)] public required double? DistanceToLiquidation { get; init; }

    /// <summary>Why figures are <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    [Id(7)] public string? Reason { get; init; }

    /// <summary>Whether that move is a rise; <see langword="null"/> when there is no such move.</summary>
    [Id(8)] public bool? LiquidatedByRise { get; init; }
}
