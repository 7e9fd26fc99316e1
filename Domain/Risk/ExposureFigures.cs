namespace Ballast.Domain.Risk;

/// <summary>Exposure of a portfolio to one asset over all its instruments, in units of the asset.</summary>
[GenerateSerializer, Immutable, Alias("ballast.asset-exposure")]
public sealed record AssetExposure
{
    /// <summary>The asset.</summary>
    [Id(0)] public required string Asset { get; init; }

    /// <summary>Spot inventory; negative when short.</summary>
    [Id(1)] public required decimal Spot { get; init; }

    /// <summary>
    /// Delta of linear, inverse and quanto positions whose base or quote is the asset, as <see cref="ExposureComputation"/> defines it;
    /// <see langword="null"/> when unknown.
    /// </summary>
    [Id(2)] public required decimal? Derivatives { get; init; }

    /// <summary>
    /// Cash of all accounts in the asset, including realised and unrealised profit of derivatives settled in it; <see langword="null"/>
    /// when unknown.
    /// </summary>
    [Id(3)] public required decimal? Cash { get; init; }

    /// <summary>
    /// Sum of spot, derivatives and cash: the gain of the portfolio when the asset's price rises by 1; <see langword="null"/> when unknown.
    /// </summary>
    [Id(4)] public required decimal? Net { get; init; }

    /// <summary><see cref="Net"/> in report currency; <see langword="null"/> when unknown.</summary>
    [Id(5)] public required decimal? NetValue { get; init; }

    /// <summary>Why figures are <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    [Id(6)] public string? Reason { get; init; }
}

/// <summary>An account's cash in one asset.</summary>
/// <param name="Asset">The asset.</param>
/// <param name="Amount">Signed amount, in units of the asset; <see langword="null"/> when a fee or funding is unknown.</param>
[GenerateSerializer, Immutable, Alias("ballast.cash-balance")]
public readonly record struct CashBalance([property: Id(0)] string Asset, [property: Id(1)] decimal? Amount);

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

/// <summary>Exposure of a portfolio by asset and by account.</summary>
[GenerateSerializer, Immutable, Alias("ballast.exposure")]
public sealed record ExposureFigures
{
    /// <summary>Exposure by asset, in order of its name.</summary>
    [Id(0)] public required IReadOnlyList<AssetExposure> Assets { get; init; }

    /// <summary>Exposure by account, in order of exchange and account.</summary>
    [Id(1)] public required IReadOnlyList<AccountExposure> Accounts { get; init; }

    /// <summary>Sum of the absolute notionals, in report currency; <see langword="null"/> when one is unknown.</summary>
    [Id(2)] public required decimal? GrossNotional { get; init; }

    /// <summary>Sum of the signed notionals, longs positive, in report currency; <see langword="null"/> when one is unknown.</summary>
    [Id(3)] public required decimal? NetNotional { get; init; }

    /// <summary>Descriptions of what is missing; empty when nothing is.</summary>
    [Id(4)] public required IReadOnlyList<string> Missing { get; init; }
}
