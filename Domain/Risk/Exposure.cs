namespace Ballast.Domain.Risk;

/// <summary>What a portfolio holds of one asset over all its instruments, in units of the asset.</summary>
[GenerateSerializer, Immutable, Alias("ballast.asset-exposure")]
public sealed record AssetExposure
{
    /// <summary>Which asset.</summary>
    [Id(0)] public required string Asset { get; init; }

    /// <summary>Held as spot inventory.</summary>
    [Id(1)] public required decimal Spot { get; init; }

    /// <summary>
    /// Delta of linear, inverse and quanto positions to the asset's price, in units of the asset, as base and as quote of them (see
    /// <see cref="Exposures"/>); <see langword="null"/> with <see cref="Reason"/>.
    /// </summary>
    [Id(2)] public required decimal? Derivatives { get; init; }

    /// <summary>Cash of all accounts in the asset, with the profit of derivatives settled in it, realised and not; <see langword="null"/> with <see cref="Reason"/>.</summary>
    [Id(3)] public required decimal? Cash { get; init; }

    /// <summary>Sum of the three: what the portfolio gains by a rise of 1 in the asset's price.</summary>
    [Id(4)] public required decimal? Net { get; init; }

    /// <summary><see cref="Net"/> in report currency; <see langword="null"/> with <see cref="Reason"/>.</summary>
    [Id(5)] public required decimal? NetValue { get; init; }

    /// <summary>Why something is <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    [Id(6)] public string? Reason { get; init; }
}

/// <summary>An account's cash in one asset.</summary>
/// <param name="Asset">Which asset.</param>
/// <param name="Amount">Signed; <see langword="null"/> when a fee or funding of it is not known.</param>
[GenerateSerializer, Immutable, Alias("ballast.cash-balance")]
public readonly record struct CashBalance([property: Id(0)] string Asset, [property: Id(1)] decimal? Amount);

/// <summary>One venue account of a portfolio.</summary>
[GenerateSerializer, Immutable, Alias("ballast.account-exposure")]
public sealed record AccountExposure
{
    /// <summary>Venue.</summary>
    [Id(0)] public required string Exchange { get; init; }

    /// <summary>Account there.</summary>
    [Id(1)] public required string Account { get; init; }

    /// <summary>Cash that followed from what was booked, by asset.</summary>
    [Id(2)] public required IReadOnlyList<CashBalance> Cash { get; init; }

    /// <summary>Notional of all positions in report currency, longs and shorts added.</summary>
    [Id(3)] public required decimal? GrossNotional { get; init; }

    /// <summary>Maintenance margin of the derivatives by the venue's configured terms, in report currency; <see langword="null"/> without terms.</summary>
    [Id(4)] public required decimal? MarginUsed { get; init; }

    /// <summary>Configured collateral plus the total of the portfolio's ledgers there, in report currency; <see langword="null"/> when no collateral is configured.</summary>
    [Id(5)] public required decimal? Equity { get; init; }

    /// <summary>Smallest adverse joint move of all its prices at which equity falls to the maintenance margin, e.g. 0.12; 0 when it already has; <see langword="null"/> without terms.</summary>
    [Id(6)] public required double? DistanceToLiquidation { get; init; }

    /// <summary>Why something is <see langword="null"/>; otherwise <see langword="null"/>.</summary>
    [Id(7)] public string? Reason { get; init; }

    /// <summary>Whether that move is a rise; <see langword="null"/> without one.</summary>
    [Id(8)] public bool? LiquidatedByRise { get; init; }
}

/// <summary>What a portfolio is exposed to.</summary>
[GenerateSerializer, Immutable, Alias("ballast.exposure")]
public sealed record Exposure
{
    /// <summary>By asset, in order of its name.</summary>
    [Id(0)] public required IReadOnlyList<AssetExposure> Assets { get; init; }

    /// <summary>By account, in order of exchange and account.</summary>
    [Id(1)] public required IReadOnlyList<AccountExposure> Accounts { get; init; }

    /// <summary>Sum of the absolute notionals, in report currency; <see langword="null"/> when one is not known.</summary>
    [Id(2)] public required decimal? GrossNotional { get; init; }

    /// <summary>Sum of the signed notionals, longs positive.</summary>
    [Id(3)] public required decimal? NetNotional { get; init; }

    /// <summary>What is missing, each in words.</summary>
    [Id(4)] public required IReadOnlyList<string> Missing { get; init; }
}
